import type { Db, Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import type { AccountPayment } from '../account.ts'
import { type BankEntry, type KeptEntry, movementKey, type UnmatchedEntry } from '../bank-entry.ts'
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

const movement: readonly Column<BankEntry>[] = [
  ['entry_reference', 'text', ({ entryReference }) => entryReference],
  ['booked_on', 'date', ({ bookedOn }) => bookedOn],
  ['amount_minor', 'bigint', ({ amountMinor }) => amountMinor],
  ['currency', 'text', ({ currency }) => currency],
]
const sameMovement = sql.raw(movement.map(([name]) => `b.${name} = u.${name}`).join(' and '))

const written: readonly Column<UnmatchedEntry>[] = [
  ...movement,
  ['remittance', 'text', ({ remittance }) => remittance],
  ['reason', 'text', ({ reason }) => reason],
]

/** Keeps movements that were not booked; of one that is kept already, what was last sent. */
export async function saveUnmatched(
  trx: Trx<Database>,
  entries: readonly UnmatchedEntry[],
  recordedBy: string,
): Promise<void> {
  if (entries.length === 0) return
  const sorted = entries.toSorted((a, b) => (a.entryReference < b.entryReference ? -1 : 1))
  await sql`
    insert into unmatched_bank_entries as b (${namesOf(written)}, recorded_by)
    select u.*, ${recordedBy} from ${unnest(written, sorted)} as u (${namesOf(written)})
    on conflict (entry_reference, booked_on, amount_minor, currency) do update set
      remittance = excluded.remittance, reason = excluded.reason,
      recorded_by = excluded.recorded_by, recorded_at = now()
      where b.settled is null`.execute(trx)
}

/** Takes movements off the list that are booked now. */
export async function markBooked(
  trx: Trx<Database>,
  entries: readonly BankEntry[],
  by: string,
): Promise<void> {
  if (entries.length === 0) return
  await sql`
    update unmatched_bank_entries b set settled = 'booked', settled_by = ${by}, settled_at = now()
    from ${unnest(movement, entries)} as u (${namesOf(movement)})
    where ${sameMovement} and b.settled is null`.execute(trx)
}

/** Takes the one movement off the list that a payment by hand books: that of its day, else the earliest. */
export async function markRecorded(
  trx: Trx<Database>,
  { paymentId, amountMinor, currency, paidOn, recordedBy }: AccountPayment,
): Promise<void> {
  await sql`
    update unmatched_bank_entries b set settled = 'booked', settled_by = ${recordedBy}, settled_at = now()
    from (
      select ${namesOf(movement)} from unmatched_bank_entries
      where entry_reference = ${paymentId} and amount_minor = ${amountMinor} and currency = ${currency}
        and settled is null
      order by booked_on = ${paidOn}::date desc, booked_on limit 1 for update
    ) as u where ${sameMovement}`.execute(trx)
}

export async function markClosed(
  trx: Trx<Database>,
  entry: BankEntry,
  { by, reason }: { readonly by: string; readonly reason: string },
): Promise<void> {
  await sql`
    update unmatched_bank_entries b set settled = 'closed', settled_by = ${by}, settled_at = now(),
      close_reason = ${reason}
    from ${unnest(movement, [entry])} as u (${namesOf(movement)}) where ${sameMovement}`.execute(
    trx,
  )
}

const columns = sql.raw(`entry_reference as "entryReference", booked_on::text as "bookedOn",
  amount_minor as "amountMinor", currency, remittance, reason`)

/** Locks what is kept under these references, by movement; also what was settled since. */
export async function lockKept(
  trx: Trx<Database>,
  references: readonly string[],
): Promise<ReadonlyMap<string, KeptEntry>> {
  const { rows } = await sql<KeptEntry>`
    select ${columns}, settled from unmatched_bank_entries where entry_reference = any(${references}::text[])
    order by entry_reference, booked_on, amount_minor, currency for update`.execute(trx)
  return new Map(rows.map((entry) => [movementKey(entry), entry]))
}

/** The entries that are neither booked nor closed, the newest first. */
export async function listUnmatched(db: Db<Database>, limit: number): Promise<UnmatchedEntry[]> {
  const { rows } = await sql<UnmatchedEntry>`
    select ${columns} from unmatched_bank_entries where settled is null
    order by recorded_at desc, entry_reference, booked_on, amount_minor, currency limit ${limit}`.execute(
    db,
  )
  return rows
}
