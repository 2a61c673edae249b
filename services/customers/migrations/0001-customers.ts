import { sqlMigration } from '@stoa/postgres'

// Enum values are ordered by rank, so that an event that arrives late never lowers a status.
export const customers = sqlMigration(`
  create table profiles (
    customer_id text collate "C" primary key,
    name text not null,
    email text not null,
    phone text,
    updated_at timestamptz not null default now()
  );

  create table addresses (
    customer_id text collate "C" not null,
    name text collate "C" not null,
    recipient text not null,
    street text not null,
    city text not null,
    postcode text not null,
    country text not null,
    updated_at timestamptz not null default now(),
    primary key (customer_id, name)
  );

  create type order_status as enum ('placed', 'confirmed', 'shipped', 'cancelled');
  create type delivery_status as enum ('in_transit', 'exception', 'out_for_delivery', 'delivered');

  create table order_history (
    order_id uuid primary key,
    customer_id text collate "C" not null,
    status order_status not null,
    total_minor bigint,
    currency text collate "C",
    pieces integer,
    placed_at timestamptz,
    tracking_number text collate "C",
    delivery_status delivery_status,
    delivery_at timestamptz,
    reason text collate "C"
  ) with (fillfactor = 70);
  create index order_history_of_customer on order_history (customer_id, order_id);

  create table order_refunds (
    refund_id uuid primary key,
    order_id uuid not null,
    amount_minor bigint not null
  );
  create index order_refunds_of_order on order_refunds (order_id);
`)
