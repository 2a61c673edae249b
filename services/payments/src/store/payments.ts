import type { Db, Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Payment, Refund } from '../payment.ts'
import type { Database } from '../tables.ts'
import { assignments, type Column, namesOf, unnest } from './rows.ts'

/** A payment and when it is next due to be looked at; absent: as before. */
export interface PaymentRow {
  readonly payment: Payment
  readonly dueAt: Date | null
}

const key: Column<PaymentRow> = ['order_id', 'uuid', ({ payment }) => payment.orderId]
const fixed: readonly Column<PaymentRow>[] = [
  ['customer_id', 'text', ({ payment }) => payment.customerId],
  ['method', 'text', ({ payment }) => payment.method],
  ['amount_minor', 'bigint', ({ payment }) => payment.amountMinor],
  ['currency', 'text', ({ payment }) => payment.currency],
]
const moving: readonly Column<PaymentRow>[] = [
  ['token', 'text', ({ payment }) => payment.token],
  ['provider', 'text', ({ payment }) => payment.provider],
  ['status', 'text', ({ payment }) => payment.status],
  ['doing', 'text', ({ payment }) => payment.doing],
  ['stopped', 'boolean', ({ payment }) => payment.stopped],
  ['asked', 'boolean', ({ payment }) => payment.asked],
  ['attempts', 'integer', ({ payment }) => payment.attempts],
  ['captured_minor', 'bigint', ({ payment }) => payment.capturedMinor],
  ['refunded_minor', 'bigint', ({ payment }) => payment.refundedMinor],
  ['returning_minor', 'bigint', ({ payment }) => payment.returningMinor],
  ['provider_ref', 'text', ({ payment }) => payment.providerRef],
  ['capture_ref', 'text', ({ payment }) => payment.captureRef],
  ['reason', 'text', ({ payment }) => payment.reason],
  ['traceparent', 'text', ({ payment }) => payment.traceparent],
]
const due: Column<PaymentRow> = ['due_at', 'timestamptz', ({ dueAt }) => dueAt]
const all = [key, ...fixed, ...moving, due]
const kept = [key, ...moving, due]

export const paymentColumns = sql.raw(`
  order_id as "orderId", customer_id as "customerId", method, token, provider, status, doing,
  stopped, asked, attempts, amount_minor as "amountMinor", captured_minor as "capturedMinor",
  refunded_minor as "refundedMinor", returning_minor as "returningMinor", currency,
  provider_ref as "providerRef", capture_ref as "captureRef", reason, traceparent`)

const byOrder = (payments: readonly Payment[]) =>
  new Map(payments.map((payment) => [payment.orderId, payment]))

/** Locks them in one order for all who do. */
export async function lockPayments(
  trx: Trx<Database>,
  orderIds: readonly string[],
): Promise<Map<string, Payment>> {
  const { rows } = await sql<Payment>`
    select ${paymentColumns} from payments where order_id = any(${[...new Set(orderIds)]}::uuid[])
    order by order_id for update`.execute(trx)
  return byOrder(rows)
}

export async function findPayment(
  db: Db<Database>,
  orderId: string,
): Promise<{ payment: Payment; refunds: Refund[] } | undefined> {
  const { rows } = await sql<Payment>`
    select ${paymentColumns} from payments where order_id = ${orderId}`.execute(db)
  const [payment] = rows
  if (!payment) return undefined
  const refunds = await sql<Refund>`
    select refund_id as "refundId", order_id as "orderId", amount_minor as "amountMinor", status, reason,
      provider_ref as "providerRef", attempts, traceparent
    from refunds where order_id = ${orderId} order by created_at`.execute(db)
  return { payment, refunds: refunds.rows }
}

/** Another transaction made the same row first; the class of its code says: begin again. */
class MadeMeanwhile extends Error {
  readonly code = '40001'
}

const sorted = (rows: readonly PaymentRow[]) =>
  rows.toSorted((a, b) => (a.payment.orderId < b.payment.orderId ? -1 : 1))

export async function insertPayments(
  trx: Trx<Database>,
  rows: readonly PaymentRow[],
): Promise<void> {
  if (rows.length === 0) return
  const { numAffectedRows } = await sql`
    insert into payments (${namesOf(all)}) select * from ${unnest(all, sorted(rows))}
    on conflict (order_id) do nothing`.execute(trx)
  if (Number(numAffectedRows) !== rows.length)
    throw new MadeMeanwhile('a payment was made by another transaction')
}

/** Of rows that are locked. */
export async function updatePayments(
  trx: Trx<Database>,
  rows: readonly PaymentRow[],
): Promise<void> {
  if (rows.length === 0) return
  await sql`
    update payments p set ${assignments(moving)}, due_at = coalesce(u.due_at, p.due_at), updated_at = now()
    from ${unnest(kept, rows)} as u (${namesOf(kept)}) where p.order_id = u.order_id`.execute(trx)
}
