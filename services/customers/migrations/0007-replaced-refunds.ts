import { sqlMigration } from '@stoa/postgres'

/** Refunds that are one at the provider: one was declared and failed, of the other the provider told. */
export const replacedRefunds = sqlMigration(`
  alter table order_refunds add column replaces uuid, add column replaced_by uuid;
`)
