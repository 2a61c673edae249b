import { sqlMigration } from '@stoa/postgres'

/** A capture puts its own trace into `traceparent`; what a provider reports later is linked to the order's as well. */
export const orderTraces = sqlMigration(`
  alter table payments add column order_traceparent text;
`)
