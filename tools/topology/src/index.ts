export type { Command } from './command.ts'
export { homeOf, repositoryRoot } from './places.ts'
export { checkTogether } from './rules.ts'
export { type Service, serviceSchema, streamOf } from './service.ts'
export {
  type PlatformState,
  type ResourceKind,
  type ResourceState,
  type ResourceStatus,
  readState,
} from './state.ts'
export { parseService, readTopology, type Topology, TopologyError } from './topology.ts'
