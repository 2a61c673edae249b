export { clusterCommand } from './command/command.ts'
export { bringHelm, findHelm, HelmError, runHelm } from './helm.ts'
