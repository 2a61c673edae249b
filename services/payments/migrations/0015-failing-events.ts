import { sqlMigration } from '@stoa/postgres'

// Events of providers that could not be recorded: they are read again.
export const failingEvents = sqlMigration(`
  create table failing_events (
    provider text not null check (provider in ('stripe', 'paypal')),
    event_id text not null,
    reason text not null,
    attempts integer not null default 1,
    failed_at timestamptz not null default now(),
    primary key (provider, event_id)
  );
`)
