import { sqlMigration } from '@stoa/postgres'

// Captures that a provider has not settled, captures that it took back, and refunds that failed after they were made.
export const pendingMoney = sqlMigration(`
  alter table payments
    add column capture_pending_minor bigint not null default 0,
    add column capture_attempt integer not null default 0,
    add column reversed_minor bigint not null default 0,
    add check (capture_pending_minor in (0, amount_minor)),
    add check (capture_pending_minor = 0 or captured_minor = 0),
    add check (reversed_minor between 0 and captured_minor);
  alter table refunds
    add column attempt integer not null default 0,
    drop constraint refunds_status_check,
    add constraint refunds_status_check check (status in ('pending', 'refunded', 'refused', 'failed'));
  create index payments_waiting on payments (created_at)
    where capture_pending_minor > 0 or capture_attempt > 0 or reversed_minor > 0;

  create table provider_events (
    provider text primary key check (provider in ('stripe', 'paypal')),
    read_until timestamptz not null,
    lease uuid,
    due_at timestamptz not null
  );
  insert into provider_events (provider, read_until, due_at) values ('stripe', now(), now()), ('paypal', now(), now());
`)
