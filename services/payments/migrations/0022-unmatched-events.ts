import { sqlMigration } from '@stoa/postgres'

// Events that name a payment by a reference which no payment has yet.
export const unmatchedEvents = sqlMigration(`
  create table unmatched_events (
    provider text not null check (provider in ('stripe', 'paypal')),
    event_id text not null,
    payment_ref text not null,
    type text not null,
    payload text not null,
    received_at timestamptz not null default now(),
    primary key (provider, event_id)
  );
`)
