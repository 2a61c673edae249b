import { sqlMigration } from '@stoa/postgres'

// Authorisations that wait until their shopper has confirmed or approved them.
export const shopperActions = sqlMigration(`
  alter table payments add column action jsonb;
  create index payments_awaiting_shopper on payments (created_at) where action is not null;
`)
