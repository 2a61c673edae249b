import { sqlMigration } from '@stoa/postgres'

// Numbers that are stored already have the lowest rank: whatever comes later replaces them. Refunds of replicas of the release
// before, and those that are stored already, count as made, and failed where they have, when they are stored.
export const latestNumbers = sqlMigration(`
  alter table order_history add column tracking_rank smallint not null default 0;
  alter table order_refunds add column refunded_at timestamptz not null default now(), add column failed_at timestamptz;
`)
