export { CannotRun, type Command } from './command.ts'
export { freePort, freePorts, isFree } from './free-port.ts'
export {
  formatted,
  type GeneratedFile,
  generate,
  staleFiles,
  updateGenerated,
} from './generated-files.ts'
export { homeOf, repositoryRoot } from './paths.ts'
export { isProcessName } from './process-names.ts'
export { crossServiceFaults } from './rules.ts'
export { notRunning, readRunningState } from './running.ts'
export {
  hostName,
  mostReplicas,
  type Service,
  serviceSchema,
  streamOf,
  usesBroker,
  usesDatabase,
} from './service.ts'
export {
  type PlatformState,
  type ResourceKind,
  type ResourceState,
  type ResourceStatus,
  readState,
} from './state.ts'
export { parseService, readTopology, type Topology, TopologyError } from './topology.ts'
