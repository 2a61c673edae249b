import { sqlMigration } from '@stoa/postgres'

export default sqlMigration(`
  create table order_events (
    order_id uuid not null,
    version integer not null check (version > 0),
    type text not null,
    data json not null,
    at timestamptz not null,
    position bigint generated always as identity,
    xid xid8 not null default pg_current_xact_id(),
    primary key (order_id, version)
  );
  create index order_events_followed on order_events (position)
    where type in ('order.confirmed', 'order.shipped', 'order.cancelled');

  create table orders (
    order_id uuid primary key,
    customer_id text not null,
    status text not null check (status in ('placed', 'confirmed', 'shipped', 'cancelling', 'cancelled')),
    version integer not null,
    total_minor bigint not null check (total_minor >= 0),
    currency text not null,
    placed_at timestamptz not null,
    updated_at timestamptz not null,
    open boolean not null,
    asked_at timestamptz not null,
    deadline_at timestamptz not null
  ) with (fillfactor = 50);
  create index orders_open on orders (order_id) where open;
  create index orders_of_customer on orders (customer_id, order_id);

  create table idempotency_keys (
    caller text not null,
    key text not null,
    fingerprint text not null,
    order_id uuid not null,
    status integer not null,
    body text not null,
    created_at timestamptz not null default now(),
    primary key (caller, key)
  );
  create index idempotency_keys_created on idempotency_keys using brin (created_at);

  create table prices (
    sku text primary key,
    name text not null,
    price_minor bigint not null,
    currency text not null,
    weight_grams integer not null,
    active boolean not null,
    revision bigint not null
  );

  create table quote_keys (
    kid text primary key,
    jwk jsonb not null
  );
`)
