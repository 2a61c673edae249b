import { sqlMigration } from '@stoa/postgres'

/** Entries of bank files that could not be booked to an account, and why. */
export const bankEntries = sqlMigration(`
  create table unmatched_bank_entries (
    entry_reference text primary key,
    booked_on date not null,
    amount_minor bigint not null,
    currency text not null,
    remittance text not null,
    reason text not null,
    recorded_by text not null,
    recorded_at timestamptz not null default now()
  );
`)
