import type { Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { Posting, PostingKind } from '../ledger.ts'
import type { Database } from '../tables.ts'

export async function isPosted(
  trx: Trx<Database>,
  kind: PostingKind,
  cause: string,
): Promise<boolean> {
  const { rows } = await sql`
    select from ledger_transactions where kind = ${kind} and cause = ${cause}`.execute(trx)
  return rows.length > 0
}

/** Writes ledger transactions; the database refuses one that is not balanced or is there already. */
export async function insertPostings(
  trx: Trx<Database>,
  postings: readonly Posting[],
  at: Date,
): Promise<void> {
  if (postings.length === 0) return
  const ids = postings.map(() => uuidv7({ msecs: at.getTime() }))
  const entries = postings.flatMap(({ currency, entries }, index) =>
    entries.map((entry) => ({ ...entry, currency, transactionId: ids[index] })),
  )
  await sql`
    insert into ledger_transactions (transaction_id, order_id, kind, cause, at)
    select u.*, ${at}::timestamptz from unnest(${ids}::uuid[],
      ${postings.map(({ orderId }) => orderId)}::uuid[],
      ${postings.map(({ kind }) => kind)}::text[],
      ${postings.map(({ cause }) => cause)}::uuid[]) as u`.execute(trx)
  await sql`
    insert into ledger_entries (transaction_id, account, currency, debit_minor, credit_minor)
    select * from unnest(${entries.map(({ transactionId }) => transactionId)}::uuid[],
      ${entries.map(({ account }) => account)}::text[],
      ${entries.map(({ currency }) => currency)}::text[],
      ${entries.map(({ debitMinor }) => debitMinor)}::bigint[],
      ${entries.map(({ creditMinor }) => creditMinor)}::bigint[])`.execute(trx)
}
