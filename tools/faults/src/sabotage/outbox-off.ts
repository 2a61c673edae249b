import { type Announcement, handOver, packOutbox } from '../../../../packages/events/src/outbox.ts'

export * from '../../../../packages/events/src/outbox.ts'

/** Publishes at once, before its cause is committed, and keeps no record. */
export const enqueue = async (_: unknown, announcements: readonly Announcement[]): Promise<void> =>
  handOver(packOutbox(announcements))
