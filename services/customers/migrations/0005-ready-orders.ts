import { sqlMigration } from '@stoa/postgres'

// Replicas of the release before go on storing refunds, which have not failed.
export const readyOrders = sqlMigration(`
  alter type order_status add value 'ready' before 'shipped';
  alter table order_refunds add column failed boolean not null default false;
`)
