import { sqlMigration } from '@stoa/postgres'

// A dispute that is closed may be opened again, and its money withdrawn and returned more than once: the check of the same name permits
// more. What is known of a dispute is as of a time of its provider's, so that a late event does not undo it; for one of before this
// migration that is about when it was recorded. Its postings so far have the first cause: `times_booked` begins at 1.
export const reopenedDisputes = sqlMigration(`
  alter table disputes
    add column as_of timestamptz default now(),
    add column times_booked integer not null default 1,
    drop constraint disputes_movements_check,
    add constraint disputes_movements_check check (movements >= 0);
  update disputes set as_of = coalesce(closed_at, opened_at);
`)
