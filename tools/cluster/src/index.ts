export { clusterCommand } from './command/command.ts'
export { requireHelm } from './helm.ts'
