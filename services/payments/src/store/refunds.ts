import { randomUUID } from 'node:crypto'
import type { Db, Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Refund } from '../payment.ts'
import type { RefundRow } from '../schedule.ts'
import type { Database } from '../tables.ts'
import { type Column, namesOf, unnest } from './rows.ts'

const written: readonly Column<RefundRow>[] = [
  ['refund_id', 'uuid', ({ refund }) => refund.refundId],
  ['order_id', 'uuid', ({ refund }) => refund.orderId],
  ['amount_minor', 'bigint', ({ refund }) => refund.amountMinor],
  ['status', 'text', ({ refund }) => refund.status],
  ['reason', 'text', ({ refund }) => refund.reason],
  ['provider_ref', 'text', ({ refund }) => refund.providerRef],
  ['capture_ref', 'text', ({ refund }) => refund.captureRef ?? null],
  ['origin', 'text', ({ refund }) => refund.origin],
  ['traceparent', 'text', ({ refund }) => refund.traceparent],
  ['attempts', 'integer', ({ refund }) => refund.attempts],
  ['attempt', 'integer', ({ refund }) => refund.attempt],
  ['keys_used', 'integer', ({ refund }) => refund.keysUsed],
  ['lease', 'uuid', ({ refund }) => refund.lease],
  ['due_at', 'timestamptz', ({ dueAt }) => dueAt],
]

const columns = sql.raw(`
  refund_id as "refundId", order_id as "orderId", amount_minor as "amountMinor", status, reason,
  provider_ref as "providerRef", capture_ref as "captureRef", origin, attempts, attempt, keys_used as "keysUsed", lease, traceparent`)

/** Reads refunds whose payments are locked: those with these ids, and all of these orders. */
export async function readRefunds(
  trx: Trx<Database>,
  refundIds: readonly string[],
  orderIds: readonly string[] = [],
): Promise<Map<string, Refund>> {
  if (refundIds.length === 0 && orderIds.length === 0) return new Map()
  const { rows } = await sql<Refund>`
    select ${columns} from refunds where refund_id = any(${[...new Set(refundIds)]}::uuid[])
    union select ${columns} from refunds where order_id = any(${[...new Set(orderIds)]}::uuid[])`.execute(
    trx,
  )
  return new Map(rows.map((refund) => [refund.refundId, refund]))
}

export async function saveRefunds(trx: Trx<Database>, rows: readonly RefundRow[]): Promise<void> {
  if (rows.length === 0) return
  const { numAffectedRows } = await sql`
    insert into refunds (${namesOf(written)}) select * from ${unnest(written, rows)}
    on conflict (refund_id) do update set amount_minor = excluded.amount_minor, status = excluded.status, reason = excluded.reason,
      provider_ref = excluded.provider_ref, capture_ref = excluded.capture_ref, attempts = excluded.attempts, attempt = excluded.attempt,
      keys_used = excluded.keys_used,
      lease = excluded.lease, due_at = excluded.due_at
    where refunds.order_id = excluded.order_id`.execute(trx)
  if (Number(numAffectedRows) !== rows.length)
    throw new Error('a refund id is used by another order')
}

export async function findRefunds(db: Db<Database>, orderId: string): Promise<Refund[]> {
  const { rows } = await sql<Refund>`
    select ${columns} from refunds where order_id = ${orderId} order by created_at`.execute(db)
  return rows
}

/** Leases due refunds to the caller under a new token. */
export async function claimRefunds(
  db: Db<Database>,
  limit: number,
  leaseMs: number,
): Promise<Refund[]> {
  const { rows } = await sql<Refund>`
    update refunds set due_at = now() + make_interval(secs => ${leaseMs / 1000}), lease = ${randomUUID()}
    where refund_id in (
      select refund_id from refunds where status = 'pending' and due_at <= now()
      order by due_at limit ${limit} for update skip locked)
    returning ${columns}`.execute(db)
  return rows
}

/** How long the refund that is due longest has been due; 0 when none is. */
export async function oldestDueRefundSeconds(db: Db<Database>): Promise<number> {
  const { rows } = await sql<{ seconds: number | null }>`
    select extract(epoch from now() - min(due_at))::float8 as seconds
    from refunds where status = 'pending' and due_at <= now()`.execute(db)
  return rows[0]?.seconds ?? 0
}
