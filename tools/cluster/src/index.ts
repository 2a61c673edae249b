export { clusterCommand } from './command/command.ts'
export { deployedServices, developmentServices } from './deployed.ts'
export { bringHelm, findHelm, HelmError, runHelm } from './helm.ts'
export { profiles, renderArguments } from './profiles.ts'
