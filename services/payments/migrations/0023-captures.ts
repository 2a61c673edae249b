import { sqlMigration } from '@stoa/postgres'

// What was captured of a payment in parts, or less than all: each capture by its provider's reference. A payment that one
// capture took whole has no list, so that an earlier release can work on it beside this one.
export const captures = sqlMigration(`
  alter table payments
    add column captures jsonb check (jsonb_typeof(captures) = 'array'),
    drop constraint payments_check,
    drop constraint payments_check5,
    drop constraint payments_check6,
    drop constraint payments_check7,
    add constraint payments_captured_check check (captured_minor >= 0 and capture_pending_minor >= 0 and reversed_minor >= 0);
  alter table refunds add column capture_ref text;
  create index payments_unsettled on payments (created_at)
    where capture_pending_minor > 0 or capture_attempt > 0 or reversed_minor > 0 or captures is not null;
  drop index payments_waiting;
`)
