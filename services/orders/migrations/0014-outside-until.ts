import { sqlMigration } from '@stoa/postgres'

/**
 * Until when an order may wait for the outside; null while it does not. Every step changes `deadline_at`, so that no index
 * may name it: an update that changes an indexed column writes an entry into every index of the table. A generated column
 * would have the whole table written anew.
 */
export default sqlMigration(`
  alter table orders add column outside_until timestamptz;
  update orders set outside_until = deadline_at where outside;
  create index orders_outside_until on orders (outside_until) where outside_until is not null;
  drop index orders_outside;
`)
