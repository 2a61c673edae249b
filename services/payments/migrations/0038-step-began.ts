import { sqlMigration } from '@stoa/postgres'

// Since when a payment has its pending step: `updated_at` is that of the last attempt. One that has begun before this migration has its time.
export const stepBegan = sqlMigration(`
  alter table payments add column doing_since timestamptz not null default now();
`)
