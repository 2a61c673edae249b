import { sqlMigration } from '@stoa/postgres'

// Labels that were bought a second time, by a worker whose lease had expired: to be voided.
export const surplusLabels = sqlMigration(`
  create table surplus_labels (
    carrier text not null check (carrier in ('fedex', 'ups')),
    tracking_number text not null,
    order_id uuid not null,
    attempts integer not null default 0,
    due_at timestamptz not null default now(),
    primary key (carrier, tracking_number)
  );
`)
