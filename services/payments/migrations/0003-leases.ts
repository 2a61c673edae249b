import { sqlMigration } from '@stoa/postgres'

// The fencing token of whoever may work on a pending step or refund until `due_at`; null while it only waits for that time.
export const leases = sqlMigration(`
  alter table payments add column lease uuid;
  alter table refunds add column lease uuid;
`)
