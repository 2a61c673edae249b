export { openBroker, type StreamSize } from './broker.ts'
export { verifyCommand } from './command.ts'
export { type Databases, openDatabases, type Row } from './databases.ts'
export type { InvariantId, VerifyInputs } from './invariant.ts'
export {
  type OpenVerifyInputs,
  openPlatformDatabases,
  openVerifyInputs,
  type VerifyInputsOptions,
} from './open-inputs.ts'
export { printVerified } from './print-verified.ts'
export { reconcileCommand } from './reconcile/command.ts'
export { type Reconciliation, reconcile } from './reconcile/reconcile.ts'
export { readStoredOrders, readTracedOrders, type StoredOrders } from './traced-orders.ts'
export { type InvariantReport, type Report, verify } from './verify.ts'
