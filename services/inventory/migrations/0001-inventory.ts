import { sqlMigration } from '@stoa/postgres'

// reservation_lines has no foreign keys: they would cost a look-up for each line on the hot path, and one statement
// inserts the lines and moves the stock that they hold.
export const inventory = sqlMigration(`
  create table stock (
    sku text collate "C" not null,
    warehouse text collate "C" not null,
    received bigint not null default 0 check (received >= 0),
    on_hand bigint not null default 0 check (on_hand >= 0),
    reserved bigint not null default 0 check (reserved >= 0),
    sold bigint not null default 0 check (sold >= 0),
    primary key (sku, warehouse),
    constraint stock_is_conserved check (received = on_hand + reserved + sold)
  ) with (fillfactor = 50);

  create table reservations (
    order_id uuid primary key,
    status text not null check (status in ('held', 'rejected', 'released', 'sold')),
    reason text,
    skus text[] not null default '{}',
    created_at timestamptz not null default now(),
    check ((status in ('held', 'sold')) = (reason is null))
  ) with (fillfactor = 80);

  create table reservation_lines (
    order_id uuid not null,
    sku text collate "C" not null,
    warehouse text collate "C" not null,
    quantity bigint not null check (quantity > 0),
    primary key (order_id, sku, warehouse)
  );

  create table receipts (
    receipt_id text primary key,
    warehouse text not null,
    lines jsonb not null,
    received_at timestamptz not null default now()
  );
`)
