import type { Db, Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import type { UnmatchedEntry } from '../bank-entry.ts'
import type { Database } from '../tables.ts'
import { type Column, namesOf, unnest } from './rows.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** The customers with an account that each word names: by their id, or by that of an order on account. */
export async function customersNamedBy(
  trx: Trx<Database>,
  words: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const orders = words.filter((word) => uuid.test(word))
  const { rows } = await sql<{ word: string; customerId: string }>`
    select customer_id as word, customer_id as "customerId" from accounts
    where customer_id = any(${words}::text[])
    union
    select word, p.customer_id from unnest(${orders}::text[]) as word join payments p on p.order_id = word::uuid
    where p.provider = 'account' and p.customer_id is not null`.execute(trx)
  return new Map(rows.map(({ word, customerId }) => [word, customerId]))
}

const written: readonly Column<UnmatchedEntry>[] = [
  ['entry_reference', 'text', ({ entryReference }) => entryReference],
  ['booked_on', 'date', ({ bookedOn }) => bookedOn],
  ['amount_minor', 'bigint', ({ amountMinor }) => amountMinor],
  ['currency', 'text', ({ currency }) => currency],
  ['remittance', 'text', ({ remittance }) => remittance],
  ['reason', 'text', ({ reason }) => reason],
]

/** Keeps entries that were not booked, instead of what was kept under their references before. */
export async function saveUnmatched(
  trx: Trx<Database>,
  entries: readonly UnmatchedEntry[],
  recordedBy: string,
): Promise<void> {
  if (entries.length === 0) return
  const sorted = entries.toSorted((a, b) => (a.entryReference < b.entryReference ? -1 : 1))
  await sql`
    insert into unmatched_bank_entries (${namesOf(written)}, recorded_by)
    select u.*, ${recordedBy} from ${unnest(written, sorted)} as u (${namesOf(written)})
    on conflict (entry_reference) do update set booked_on = excluded.booked_on,
      amount_minor = excluded.amount_minor, currency = excluded.currency, remittance = excluded.remittance,
      reason = excluded.reason, recorded_by = excluded.recorded_by, recorded_at = now()`.execute(
    trx,
  )
}

export async function deleteUnmatched(
  trx: Trx<Database>,
  references: readonly string[],
): Promise<void> {
  if (references.length === 0) return
  await sql`
    delete from unmatched_bank_entries where entry_reference = any(${references}::text[])`.execute(
    trx,
  )
}

const columns = sql.raw(`entry_reference as "entryReference", booked_on::text as "bookedOn",
  amount_minor as "amountMinor", currency, remittance, reason`)

/** What is kept under these references, by reference; also of entries that finance recorded by hand since. */
export async function findUnmatched(
  trx: Trx<Database>,
  references: readonly string[],
): Promise<ReadonlyMap<string, UnmatchedEntry>> {
  const { rows } = await sql<UnmatchedEntry>`
    select ${columns} from unmatched_bank_entries where entry_reference = any(${references}::text[])`.execute(
    trx,
  )
  return new Map(rows.map((entry) => [entry.entryReference, entry]))
}

/** The entries whose money was not recorded under their reference since, the newest first. */
export async function listUnmatched(db: Db<Database>, limit: number): Promise<UnmatchedEntry[]> {
  const { rows } = await sql<UnmatchedEntry>`
    select ${columns} from unmatched_bank_entries b
    where reason = 'reference_used' or not exists (
      select from account_payments p where p.payment_id = b.entry_reference
        and p.amount_minor = b.amount_minor and p.currency = b.currency)
    order by recorded_at desc, entry_reference limit ${limit}`.execute(db)
  return rows
}
