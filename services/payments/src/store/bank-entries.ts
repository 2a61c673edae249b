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

export async function saveUnmatched(
  trx: Trx<Database>,
  entries: readonly UnmatchedEntry[],
  recordedBy: string,
): Promise<void> {
  if (entries.length === 0) return
  await sql`
    insert into unmatched_bank_entries (${namesOf(written)}, recorded_by)
    select u.*, ${recordedBy} from ${unnest(written, entries)} as u (${namesOf(written)})
    on conflict (entry_reference) do update set reason = excluded.reason`.execute(trx)
}

/** Entries that no payment was recorded for since, the newest first. One whose reference is used shows until it is sent right. */
export async function listUnmatched(db: Db<Database>, limit: number): Promise<UnmatchedEntry[]> {
  const { rows } = await sql<UnmatchedEntry>`
    select entry_reference as "entryReference", booked_on::text as "bookedOn", amount_minor as "amountMinor",
      currency, remittance, reason
    from unmatched_bank_entries b
    where reason = 'reference_used' or not exists (
      select from account_payments p where p.payment_id = b.entry_reference)
    order by recorded_at desc, entry_reference limit ${limit}`.execute(db)
  return rows
}
