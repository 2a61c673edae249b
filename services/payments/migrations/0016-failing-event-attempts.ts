import { sqlMigration } from '@stoa/postgres'

// When a failing event is read again: never after its last attempt.
export const failingEventAttempts = sqlMigration(`
  alter table failing_events
    add column type text,
    add column due_at timestamptz not null default now();
`)
