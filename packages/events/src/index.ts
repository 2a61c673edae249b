export { type Bus, connectBus } from './bus.ts'
export { startConsumers } from './consume.ts'
export { type Consumers, on } from './consumers.ts'
export { takeFromInbox } from './inbox.ts'
export {
  type Announcement,
  announce,
  columnsOf,
  enqueue,
  handOver,
  type OutboxRow,
  packOutbox,
} from './outbox.ts'
export type { Received, ReceivedOf } from './received.ts'
export { type Relay, startRelay } from './relay.ts'
export { followStorageStates, type StorageStates } from './storage-states.ts'
export { type EventTables, eventsMigration } from './tables.ts'
