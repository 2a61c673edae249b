import { sqlMigration } from '@stoa/postgres'

/**
 * A movement is its reference, day, amount and currency: a bank may use a reference again. A settled movement stays, so that
 * a file that is sent again does not list or book it once more.
 */
export const bankMovements = sqlMigration(`
  alter table unmatched_bank_entries
    drop constraint unmatched_bank_entries_pkey,
    add primary key (entry_reference, booked_on, amount_minor, currency),
    add column settled text check (settled in ('booked', 'closed')),
    add column settled_by text,
    add column settled_at timestamptz,
    add column close_reason text,
    add check ((settled is null) = (settled_by is null)),
    add check ((settled is null) = (settled_at is null)),
    add check ((settled is not distinct from 'closed') = (close_reason is not null));
  update unmatched_bank_entries b set settled = 'booked', settled_by = p.recorded_by, settled_at = p.recorded_at
    from account_payments p where p.payment_id = b.entry_reference
      and p.amount_minor = b.amount_minor and p.currency = b.currency and b.reason <> 'reference_used';
  create index unmatched_bank_entries_open on unmatched_bank_entries (recorded_at) where settled is null;
`)
