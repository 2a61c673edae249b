import { sqlMigration } from '@stoa/postgres'

export const payments = sqlMigration(`
  create table accounts (
    customer_id text primary key,
    credit_limit_minor bigint not null check (credit_limit_minor >= 0),
    held_minor bigint not null default 0 check (held_minor >= 0),
    owed_minor bigint not null default 0 check (owed_minor >= 0),
    currency text not null,
    check (held_minor + owed_minor <= credit_limit_minor)
  ) with (fillfactor = 50);

  create table payments (
    order_id uuid primary key,
    customer_id text,
    method text check (method in ('account', 'card', 'paypal')),
    token text,
    provider text check (provider in ('account', 'stripe', 'paypal')),
    status text not null check (status in ('pending', 'authorised', 'declined', 'voided', 'captured')),
    doing text check (doing in ('authorise', 'void', 'capture')),
    stopped boolean not null default false,
    asked boolean not null default false,
    amount_minor bigint not null check (amount_minor >= 0),
    captured_minor bigint not null default 0,
    refunded_minor bigint not null default 0,
    returning_minor bigint not null default 0,
    currency text,
    provider_ref text,
    capture_ref text,
    reason text,
    traceparent text,
    attempts integer not null default 0,
    due_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    check (captured_minor in (0, amount_minor)),
    check (refunded_minor >= 0 and returning_minor >= 0),
    check (refunded_minor + returning_minor <= captured_minor),
    check (status = 'voided' or method is not null),
    check ((status = 'pending') = (doing is not distinct from 'authorise'))
  ) with (fillfactor = 70);
  create index payments_due on payments (due_at) where doing is not null;

  create table refunds (
    refund_id uuid primary key,
    order_id uuid not null,
    amount_minor bigint not null check (amount_minor >= 0),
    status text not null check (status in ('pending', 'refunded', 'refused')),
    reason text,
    provider_ref text,
    traceparent text,
    attempts integer not null default 0,
    due_at timestamptz,
    created_at timestamptz not null default now()
  );
  create index refunds_due on refunds (due_at) where status = 'pending';
  create index refunds_order on refunds (order_id);

  create table strays (
    order_id uuid not null,
    provider text not null check (provider in ('stripe', 'paypal')),
    checks integer not null default 0,
    due_at timestamptz not null,
    primary key (order_id, provider)
  );

  create table webhook_events (
    provider text not null,
    event_id text not null,
    received_at timestamptz not null default now(),
    primary key (provider, event_id)
  );
  create index webhook_events_received on webhook_events using brin (received_at);
`)
