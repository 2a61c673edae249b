import { sqlMigration } from '@stoa/postgres'

/** What became of cancelled parcels that left. */
export const leftSettlements = sqlMigration(`
  create table left_settlements (
    order_id uuid primary key,
    outcome text not null check (outcome in ('returned', 'lost', 'paid')),
    reason text not null,
    settled_by text not null,
    settled_at timestamptz not null
  );
`)
