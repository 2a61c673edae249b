import { sqlMigration } from '@stoa/postgres'

/** Replicas of the release before leave the column as it is: they neither put an order on hold nor end it. */
export default sqlMigration(`
  alter table orders add column held_at timestamptz;
  create index orders_on_hold on orders (held_at) where held_at is not null;
`)
