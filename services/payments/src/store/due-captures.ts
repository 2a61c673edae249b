import type { Db, Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import type { DueCapture } from '../due-capture.ts'
import type { Database } from '../tables.ts'

/**
 * Of the payments `p` of due captures: those that are due still. Voided counts too: a capture that was settled as declined voids
 * the payment, and is due again if its parcel leaves afterwards. Payments voided by a cancellation are `stopped`.
 */
const isDue = sql.raw(
  `not p.stopped and p.status in ('authorised', 'expired', 'voided') and p.provider in ('stripe', 'paypal')`,
)

/** Notes since when payments are due: those that are noted already stay. */
export async function saveDueCaptures(
  trx: Trx<Database>,
  orderIds: readonly string[],
): Promise<void> {
  if (orderIds.length === 0) return
  await sql`
    insert into due_captures (order_id) select unnest(${[...orderIds]}::uuid[])
    on conflict do nothing`.execute(trx)
}

/** Forgets captures that will never be paid. */
export async function forgetDueCaptures(
  trx: Trx<Database>,
  orderIds: readonly string[],
): Promise<void> {
  if (orderIds.length === 0) return
  await sql`delete from due_captures where order_id = any(${[...orderIds]}::uuid[])`.execute(trx)
}

/** The payments that are due, the longest due first, after one of them. */
export async function listDueCaptures(
  db: Db<Database>,
  after: number,
  limit: number,
): Promise<DueCapture[]> {
  const { rows } = await sql<DueCapture>`
    select d.due_id as "dueId", order_id as "orderId", p.customer_id as "customerId", p.provider, p.currency,
      p.amount_minor - p.captured_minor as "amountMinor",
      case when p.capture_pending_minor > 0 then 'pending' when p.status in ('expired', 'voided') then 'expired' else 'refused' end as status,
      d.since, p.reason,
      case when p.doing = 'capture' and p.capture_pending_minor = 0 and isfinite(p.due_at) then p.due_at end as "nextAttemptAt"
    from due_captures d join payments p using (order_id)
    where d.due_id > ${after} and ${isDue} order by d.due_id limit ${limit}`.execute(db)
  return rows
}

/** Whether the payment of an order is due. */
export async function isCaptureDueOf(db: Db<Database>, orderId: string): Promise<boolean> {
  const { rows } = await sql<object>`
    select from due_captures d join payments p using (order_id)
    where order_id = ${orderId} and p.capture_pending_minor = 0 and ${isDue}`.execute(db)
  return rows.length > 0
}

/** How many payments are due whose captures the provider does not settle any more. */
export async function countDueCaptures(db: Db<Database>): Promise<number> {
  const { rows } = await sql<{ due: number }>`
    select count(*) as due from due_captures d join payments p using (order_id)
    where p.capture_pending_minor = 0 and ${isDue}`.execute(db)
  return rows[0]?.due ?? 0
}

/** Deletes those that are due no longer: they were captured, or their orders cancelled. */
export async function pruneDueCaptures(db: Db<Database>): Promise<void> {
  await sql`
    delete from due_captures d where not exists (
      select from payments p where p.order_id = d.order_id and ${isDue})`.execute(db)
}
