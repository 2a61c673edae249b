import { sqlMigration } from '@stoa/postgres'

/** The feed of changes is read in the order of transactions. */
export default sqlMigration(`
  create index order_events_changes on order_events (xid, position)
    where type in ('order.confirmed', 'order.shipped', 'order.cancelled');
  drop index order_events_followed;
`)
