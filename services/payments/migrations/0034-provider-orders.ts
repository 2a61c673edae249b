import { sqlMigration } from '@stoa/postgres'

// PayPal's id of the order that a payment is made in: PayPal forgets after six hours which key made it.
export const providerOrders = sqlMigration(`
  alter table payments add column provider_order text;
`)
