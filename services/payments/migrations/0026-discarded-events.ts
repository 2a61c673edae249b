import { sqlMigration } from '@stoa/postgres'

// Failing events that staff ended: who, when and why. They are kept, so that the provider's list does not bring them back.
export const discardedEvents = sqlMigration(`
  alter table failing_events
    add column discarded_at timestamptz,
    add column discarded_by text,
    add column discarded_reason text,
    add check ((discarded_at is null) = (discarded_by is null) and (discarded_at is null) = (discarded_reason is null));
`)
