import { sqlMigration } from '@stoa/postgres'

// `task` is the next thing to do at the carrier; a worker may claim it from `due_at` on, until then it is leased or waits.
export const shipping = sqlMigration(`
  create table parcels (
    order_id uuid primary key,
    customer_id text,
    carrier text check (carrier in ('own-fleet', 'fedex', 'ups')),
    status text not null check (status in (
      'pending', 'booked', 'rejected', 'cancelled', 'in_transit', 'out_for_delivery', 'delivered', 'exception'
    )),
    tracking_number text,
    reason text,
    address jsonb,
    weight_grams bigint,
    pieces bigint,
    task text check (task in ('book', 'void')),
    due_at timestamptz,
    attempts integer not null default 0,
    scanned_at timestamptz,
    traceparent text,
    created_at timestamptz not null default now(),
    check ((task is null) = (due_at is null)),
    check (status <> 'pending' or task = 'book'),
    check (status not in ('booked', 'in_transit', 'out_for_delivery', 'delivered') or tracking_number is not null)
  ) with (fillfactor = 80);
  create unique index parcels_tracking on parcels (tracking_number, carrier);
  create index parcels_due on parcels (due_at) where task is not null;

  create table scans (
    order_id uuid not null,
    status text not null,
    at timestamptz not null,
    primary key (order_id, at, status)
  );

  create sequence fleet_numbers increment 1000;
`)
