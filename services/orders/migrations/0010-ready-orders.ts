import { sqlMigration } from '@stoa/postgres'

/**
 * Orders whose parcel waits to be handed over. `outside`: the order waits for the outside alone, so that the sweeper need
 * not look at it before its due date. Replicas of the release before leave the column as it is.
 */
export default sqlMigration(`
  alter table orders add column outside boolean not null default false;
  alter table orders drop constraint orders_status_check,
    add constraint orders_status_check
      check (status in ('placed', 'confirmed', 'ready', 'shipped', 'cancelling', 'cancelled'));
  create index orders_under_way on orders (order_id) where open and not outside;
  create index orders_outside on orders (deadline_at) where outside;
  create index order_events_status on order_events (xid, position)
    where type in ('order.confirmed', 'order.ready', 'order.shipped', 'order.cancelled');
  drop index order_events_changes;
`)
