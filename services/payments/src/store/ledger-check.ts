import { type Db, firstIdAt } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Database } from '../tables.ts'

interface LedgerSlice {
  /** Every transaction from this id on. */
  readonly since: string
  /** And those of the next entries after this id. */
  readonly after: string
  /** And these. */
  readonly known: readonly string[]
}

interface CheckedSlice {
  readonly unbalanced: readonly string[]
  /** The last transaction that was checked; null at the end of the ledger. */
  readonly last: string | null
}

const entries = 20_000
const recentMs = 10 * 60_000
const first = firstIdAt(new Date(0))

/** The transactions of the slice whose debits are not their credits. */
async function checkSlice(
  db: Db<Database>,
  { since, after, known }: LedgerSlice,
): Promise<CheckedSlice> {
  const { rows } = await sql<CheckedSlice>`
    with slice as materialized (
      select transaction_id from ledger_entries where transaction_id > ${after}::uuid
      order by transaction_id limit ${entries}
    ),
    last as materialized (select transaction_id from slice order by transaction_id desc limit 1),
    checked as (
      select transaction_id, currency, debit_minor - credit_minor as minor from ledger_entries
      where transaction_id > ${after}::uuid and transaction_id <= (select transaction_id from last)
      union all
      select transaction_id, currency, debit_minor - credit_minor from ledger_entries
      where transaction_id > greatest(${since}::uuid, (select transaction_id from last))
        or transaction_id = any(${known}::uuid[])
    ),
    unbalanced as (
      select transaction_id from checked group by transaction_id, currency having sum(minor) <> 0
    )
    select coalesce(array_agg(distinct transaction_id), '{}')::text[] as unbalanced,
      (select transaction_id from last) as last from unbalanced`.execute(db)
  return rows[0] ?? { unbalanced: [], last: null }
}

/**
 * Counts unbalanced transactions without reading the whole ledger: each call looks at the last minutes, at what it found
 * before, and at the next part of the ledger, which it goes through again and again.
 */
export function createLedgerCheck(db: Db<Database>, now: () => Date): () => Promise<number> {
  let after = first
  let known: readonly string[] = []
  return async () => {
    const since = firstIdAt(new Date(now().getTime() - recentMs))
    const { unbalanced, last } = await checkSlice(db, { since, after, known })
    after = last ?? first
    known = unbalanced
    return known.length
  }
}
