import { sqlMigration } from '@stoa/postgres'

// How much of a provider's list of events is read in one go: less while reading that takes longer than its lease.
export const eventListParts = sqlMigration(`
  alter table provider_events add column part_ms integer not null default 1200000 check (part_ms > 0);
`)
