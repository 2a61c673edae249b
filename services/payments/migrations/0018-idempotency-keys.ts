import { sqlMigration } from '@stoa/postgres'

// A provider that keeps a refusal or a server error repeats it under the same idempotency key: the next request has another one.
export const idempotencyKeys = sqlMigration(`
  alter table payments add column keys_used integer not null default 0;
  alter table refunds add column keys_used integer not null default 0;
`)
