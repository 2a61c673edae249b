import type { Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Refund } from '../payment.ts'
import type { Database } from '../tables.ts'
import { type Column, namesOf, unnest } from './rows.ts'

export interface RefundRow {
  readonly refund: Refund
  readonly dueAt: Date | null
}

const columns: readonly Column<RefundRow>[] = [
  ['refund_id', 'uuid', ({ refund }) => refund.refundId],
  ['order_id', 'uuid', ({ refund }) => refund.orderId],
  ['amount_minor', 'bigint', ({ refund }) => refund.amountMinor],
  ['status', 'text', ({ refund }) => refund.status],
  ['reason', 'text', ({ refund }) => refund.reason],
  ['provider_ref', 'text', ({ refund }) => refund.providerRef],
  ['traceparent', 'text', ({ refund }) => refund.traceparent],
  ['attempts', 'integer', ({ refund }) => refund.attempts],
  ['due_at', 'timestamptz', ({ dueAt }) => dueAt],
]

/** To be read under the lock of their payments. */
export async function readRefunds(
  trx: Trx<Database>,
  refundIds: readonly string[],
): Promise<Map<string, Refund>> {
  if (refundIds.length === 0) return new Map()
  const { rows } = await sql<Refund>`
    select refund_id as "refundId", order_id as "orderId", amount_minor as "amountMinor", status, reason,
      provider_ref as "providerRef", attempts, traceparent
    from refunds where refund_id = any(${[...new Set(refundIds)]}::uuid[])`.execute(trx)
  return new Map(rows.map((refund) => [refund.refundId, refund]))
}

export async function saveRefunds(trx: Trx<Database>, rows: readonly RefundRow[]): Promise<void> {
  if (rows.length === 0) return
  const { numAffectedRows } = await sql`
    insert into refunds (${namesOf(columns)}) select * from ${unnest(columns, rows)}
    on conflict (refund_id) do update set status = excluded.status, reason = excluded.reason,
      provider_ref = excluded.provider_ref, attempts = excluded.attempts, due_at = excluded.due_at
    where refunds.order_id = excluded.order_id`.execute(trx)
  if (Number(numAffectedRows) !== rows.length)
    throw new Error('a refund id belongs to another order')
}
