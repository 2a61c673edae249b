import { sqlMigration } from '@stoa/postgres'

// What an event that could not be recorded tells; null where an earlier release noted it.
export const failingEventPayloads = sqlMigration(`
  alter table failing_events add column payload text;
`)
