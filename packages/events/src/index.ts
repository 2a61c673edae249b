export { type Bus, connectBus, deliveryTimes } from './bus.ts'
export { startConsumers } from './consume.ts'
export { takeFromInbox } from './inbox.ts'
export {
  type Announcement,
  announce,
  createOutbox,
  insertOutbox,
  type Outbox,
  type OutboxRow,
} from './outbox.ts'
export type { Cause } from './publish-span.ts'
export type { Received, ReceivedOf } from './received.ts'
export { type Relay, startRelay } from './relay.ts'
export { followStorageStates, type StorageStates } from './storage-states.ts'
export {
  deadLetterDecisionsMigration,
  type EventTables,
  eventsMigration,
  parkedEventsMigration,
} from './tables.ts'
export type { Handlers, PublishedBy, Topology } from './topology.ts'
