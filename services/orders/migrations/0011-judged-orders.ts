import { sqlMigration } from '@stoa/postgres'

/**
 * Whether `checkout_orders_judged_total` has counted the order; orders from before are not counted. No index may name the
 * column, so that an update of it need not touch one. Replicas of the release before leave it as it is.
 */
export default sqlMigration(`
  alter table orders add column judged boolean not null default true;
  alter table orders alter column judged set default false;
`)
