export { openBroker, type StreamSize } from './broker.ts'
export { verifyCommand } from './command.ts'
export { type Databases, openDatabases, type Row } from './databases.ts'
export type { InvariantId, World } from './invariant.ts'
export {
  CannotVerify,
  type OpenWorld,
  openWorld,
  openWorldDatabases,
  type WorldOptions,
} from './open-world.ts'
export { type InvariantReport, type Report, verify } from './verify.ts'
