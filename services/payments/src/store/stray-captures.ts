import type { Db, Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import type { ListedStray, StrayCapture } from '../stray-capture.ts'
import type { Database } from '../tables.ts'
import { type Column, namesOf, unnest } from './rows.ts'

const written: readonly Column<StrayCapture>[] = [
  ['provider', 'text', ({ provider }) => provider],
  ['payment_ref', 'text', ({ paymentRef }) => paymentRef],
  ['capture_ref', 'text', ({ captureRef }) => captureRef],
  ['order_id', 'uuid', ({ orderId }) => orderId],
  ['amount_minor', 'bigint', ({ amountMinor }) => amountMinor],
  ['currency', 'text', ({ currency }) => currency],
  ['status', 'text', ({ status }) => status],
  ['refund_ref', 'text', ({ refundRef }) => refundRef],
  ['reason', 'text', ({ reason }) => reason],
  ['attempt', 'integer', ({ attempt }) => attempt],
  ['requests', 'integer', ({ requests }) => requests],
]

/** Reads the strays of orders whose payments are locked. */
export async function readStrays(
  trx: Trx<Database>,
  orderIds: readonly string[],
): Promise<StrayCapture[]> {
  if (orderIds.length === 0) return []
  const { rows } = await sql<StrayCapture>`
    select provider, payment_ref as "paymentRef", capture_ref as "captureRef", order_id as "orderId",
      amount_minor as "amountMinor", currency, status, refund_ref as "refundRef", reason, attempt, requests
    from stray_captures where order_id = any(${[...orderIds]}::uuid[])`.execute(trx)
  return rows
}

export async function saveStrays(
  trx: Trx<Database>,
  strays: readonly StrayCapture[],
): Promise<void> {
  if (strays.length === 0) return
  await sql`
    insert into stray_captures (${namesOf(written)}) select * from ${unnest(written, strays)}
    on conflict (provider, payment_ref) do update set status = excluded.status, reason = excluded.reason,
      refund_ref = excluded.refund_ref, attempt = excluded.attempt, requests = excluded.requests`.execute(
    trx,
  )
}

/** Strays that are not given back, the oldest first. */
export async function listHeldStrays(db: Db<Database>, limit: number): Promise<ListedStray[]> {
  const { rows } = await sql<ListedStray>`
    select c.provider, payment_ref as "paymentRef", c.order_id as "orderId", amount_minor as "amountMinor",
      currency, reason, requests, created_at as since,
      case when isfinite(s.due_at) then s.due_at end as "nextAttemptAt"
    from stray_captures c left join strays s using (provider, order_id)
    where c.status = 'held' order by created_at, payment_ref limit ${limit}`.execute(db)
  return rows
}

export const heldStrayStates = ['requested', 'given_up'] as const

export async function countHeldStrays(
  db: Db<Database>,
): Promise<Readonly<Record<(typeof heldStrayStates)[number], number>>> {
  const { rows } = await sql<{ requested: number; given_up: number }>`
    select count(*) filter (where isfinite(s.due_at)) as requested,
      count(*) filter (where isfinite(s.due_at) is not true) as given_up
    from stray_captures c left join strays s using (provider, order_id) where c.status = 'held'`.execute(
    db,
  )
  return rows[0] ?? { requested: 0, given_up: 0 }
}

/** Has every stray that is not given back requested once more, also after its last request. */
export async function retryStrays(db: Db<Database>): Promise<void> {
  await sql`
    update strays s set due_at = now() from stray_captures c
    where c.status = 'held' and c.provider = s.provider and c.order_id = s.order_id`.execute(db)
}
