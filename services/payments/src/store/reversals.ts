import type { Db, Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Provider } from '../payment.ts'
import { type ListedReversal, type Reversal, reversalKey } from '../reversal.ts'
import type { Database } from '../tables.ts'
import { type Column, namesOf, unnest } from './rows.ts'

const written: readonly Column<Reversal>[] = [
  ['provider', 'text', ({ provider }) => provider],
  ['reversal_id', 'text', ({ reversalId }) => reversalId],
  ['order_id', 'uuid', ({ orderId }) => orderId],
  ['amount_minor', 'bigint', ({ amountMinor }) => amountMinor],
  ['currency', 'text', ({ currency }) => currency],
  ['reason', 'text', ({ reason }) => reason],
  ['status', 'text', ({ status }) => status],
  ['dispute_id', 'text', ({ disputeId }) => disputeId],
  ['capture_ref', 'text', ({ captureRef }) => captureRef],
  ['times_unpaired', 'integer', ({ timesUnpaired }) => timesUnpaired],
]

const shown = `provider, reversal_id as "reversalId", order_id as "orderId", amount_minor as "amountMinor",
  currency, reason, status, dispute_id as "disputeId"`
const columns = sql.raw(`${shown}, capture_ref as "captureRef", times_unpaired as "timesUnpaired"`)

/** Reads the reversals of orders whose payments are locked. */
export async function readReversals(
  trx: Trx<Database>,
  orderIds: readonly string[],
): Promise<Map<string, Reversal>> {
  if (orderIds.length === 0) return new Map()
  const { rows } = await sql<Reversal>`
    select ${columns} from reversals where order_id = any(${[...orderIds]}::uuid[])`.execute(trx)
  return new Map(rows.map((one) => [reversalKey(one), one]))
}

export async function saveReversals(
  trx: Trx<Database>,
  reversals: readonly Reversal[],
): Promise<void> {
  if (reversals.length === 0) return
  await sql`
    insert into reversals (${namesOf(written)}) select * from ${unnest(written, reversals)}
    on conflict (provider, reversal_id) do update set status = excluded.status,
      dispute_id = excluded.dispute_id, times_unpaired = excluded.times_unpaired`.execute(trx)
}

export async function findReversal(
  db: Db<Database>,
  provider: Provider,
  reversalId: string,
): Promise<ListedReversal | undefined> {
  const { rows } = await sql<ListedReversal>`
    select ${sql.raw(shown)}, created_at as "reversedAt" from reversals
    where provider = ${provider} and reversal_id = ${reversalId}`.execute(db)
  return rows[0]
}

/** Keeps who wrote it off first, and why. */
export async function markWrittenOff(
  trx: Trx<Database>,
  { provider, reversalId }: Pick<Reversal, 'provider' | 'reversalId'>,
  { by, reason }: { readonly by: string; readonly reason: string },
): Promise<void> {
  await sql`
    update reversals set written_off_by = ${by}, written_off_reason = ${reason}
    where provider = ${provider} and reversal_id = ${reversalId} and written_off_by is null`.execute(
    trx,
  )
}

/** Reversals of a status, the oldest first. */
export async function listReversals(
  db: Db<Database>,
  status: Reversal['status'],
  limit: number,
): Promise<ListedReversal[]> {
  const { rows } = await sql<ListedReversal>`
    select ${sql.raw(shown)}, created_at as "reversedAt" from reversals where status = ${status}
    order by created_at, reversal_id limit ${limit}`.execute(db)
  return rows
}
