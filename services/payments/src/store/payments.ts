import { randomUUID } from 'node:crypto'
import type { Db, Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import { capturesToKeep, onlyCapture } from '../capture.ts'
import type { Payment, Provider } from '../payment.ts'
import type { PaymentRow } from '../schedule.ts'
import { actionToStore, type StoredAction, storedAction } from '../stored-action.ts'
import type { Database } from '../tables.ts'
import { assignments, type Column, namesOf, unnest } from './rows.ts'

const listOf = (payment: Payment): string | null => {
  const captures = capturesToKeep(payment)
  return captures && JSON.stringify(captures)
}

const jsonOf = (action: Payment['action']): string | null => action && JSON.stringify(action)

const key: Column<PaymentRow> = ['order_id', 'uuid', ({ payment }) => payment.orderId]
const constant: readonly Column<PaymentRow>[] = [
  ['customer_id', 'text', ({ payment }) => payment.customerId],
  ['method', 'text', ({ payment }) => payment.method],
  ['amount_minor', 'bigint', ({ payment }) => payment.amountMinor],
  ['currency', 'text', ({ payment }) => payment.currency],
  ['order_traceparent', 'text', ({ payment }) => payment.orderTraceparent],
]
const changing: readonly Column<PaymentRow>[] = [
  ['token', 'text', ({ payment }) => payment.token],
  ['provider', 'text', ({ payment }) => payment.provider],
  ['status', 'text', ({ payment }) => payment.status],
  ['doing', 'text', ({ payment }) => payment.pendingStep],
  ['stopped', 'boolean', ({ payment }) => payment.voidRequested],
  ['asked', 'boolean', ({ payment }) => payment.maybeSent],
  ['attempts', 'integer', ({ payment }) => payment.attempts],
  ['lease', 'uuid', ({ payment }) => payment.lease],
  ['captured_minor', 'bigint', ({ payment }) => payment.capturedMinor],
  ['captures', 'jsonb', ({ payment }) => listOf(payment)],
  ['refunded_minor', 'bigint', ({ payment }) => payment.refundedMinor],
  ['returning_minor', 'bigint', ({ payment }) => payment.refundPendingMinor],
  ['capture_pending_minor', 'bigint', ({ payment }) => payment.capturePendingMinor],
  ['capture_attempt', 'integer', ({ payment }) => payment.captureAttempt],
  ['keys_used', 'integer', ({ payment }) => payment.keysUsed],
  ['reversed_minor', 'bigint', ({ payment }) => payment.reversedMinor],
  ['disputed_minor', 'bigint', ({ payment }) => payment.disputedMinor],
  ['charged_back_minor', 'bigint', ({ payment }) => payment.chargedBackMinor],
  ['provider_ref', 'text', ({ payment }) => payment.providerRef],
  ['capture_ref', 'text', ({ payment }) => payment.captureRef],
  ['renewals', 'integer', ({ payment }) => payment.renewals],
  ['renewal_refused', 'text', ({ payment }) => payment.renewalRefused],
  ['authorised_until', 'timestamptz', ({ payment }) => payment.authorisedUntil],
  ['reason', 'text', ({ payment }) => payment.reason],
  ['traceparent', 'text', ({ payment }) => payment.traceparent],
  ['action', 'jsonb', ({ payment }) => jsonOf(actionToStore(payment).action)],
  ['review', 'jsonb', ({ payment }) => jsonOf(actionToStore(payment).review)],
]
const due: Column<PaymentRow> = ['due_at', 'timestamptz', ({ dueAt }) => dueAt]
const renewal: Column<PaymentRow> = ['renew_at', 'timestamptz', ({ renewAt }) => renewAt]
const all = [key, ...constant, ...changing, due, renewal]
const updated = [key, ...changing, due, renewal]

const columns = sql.raw(`
  order_id as "orderId", customer_id as "customerId", method, token, provider, status,
  doing as "pendingStep", stopped as "voidRequested", asked as "maybeSent", attempts, lease, amount_minor as "amountMinor", captured_minor as "capturedMinor", captures,
  refunded_minor as "refundedMinor", returning_minor as "refundPendingMinor", capture_pending_minor as "capturePendingMinor",
  capture_attempt as "captureAttempt", keys_used as "keysUsed", reversed_minor as "reversedMinor", disputed_minor as "disputedMinor",
  charged_back_minor as "chargedBackMinor", currency,
  provider_ref as "providerRef", provider_order as "providerOrder", capture_ref as "captureRef", renewals, renewal_refused as "renewalRefused",
  to_char(authorised_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "authorisedUntil", reason, traceparent, order_traceparent as "orderTraceparent", action, review`)

type Row = Omit<Payment, 'captures'> &
  StoredAction & { readonly captures: Payment['captures'] | null }
const paymentOf = ({ captures, review, ...row }: Row): Payment => ({
  ...{ ...row, captures: captures ?? onlyCapture(row), action: storedAction({ ...row, review }) },
})
const byOrder = (rows: readonly Row[]) => new Map(rows.map((row) => [row.orderId, paymentOf(row)]))

/** Locks payments in the order of their ids, so that transactions cannot deadlock. */
export async function lockPayments(
  trx: Trx<Database>,
  orderIds: readonly string[],
): Promise<Map<string, Payment>> {
  const { rows } = await sql<Row>`
    select ${columns} from payments where order_id = any(${[...new Set(orderIds)]}::uuid[])
    order by order_id for update`.execute(trx)
  return byOrder(rows)
}

export async function readPayments(
  db: Db<Database>,
  orderIds: readonly string[],
): Promise<Map<string, Payment>> {
  if (orderIds.length === 0) return new Map()
  const { rows } = await sql<Row>`
    select ${columns} from payments where order_id = any(${[...orderIds]}::uuid[])`.execute(db)
  return byOrder(rows)
}

/** The orders of payments, and of what another provider captured of them, by the references that a provider has for them. */
export async function findOrdersByRef(
  trx: Trx<Database>,
  refs: readonly { readonly provider: Provider; readonly paymentRef: string }[],
): Promise<(provider: Provider, paymentRef: string) => string | undefined> {
  if (refs.length === 0) return () => undefined
  const wanted = refs.map(({ paymentRef }) => paymentRef)
  const { rows } = await sql<{ orderId: string; provider: Provider; paymentRef: string }>`
    select order_id as "orderId", provider, provider_ref as "paymentRef" from payments
    where provider_ref = any(${wanted}::text[])
    union all select order_id, provider, payment_ref from stray_captures
    where payment_ref = any(${wanted}::text[])`.execute(trx)
  const orders = new Map(rows.map((row) => [`${row.provider} ${row.paymentRef}`, row.orderId]))
  return (provider, paymentRef) => orders.get(`${provider} ${paymentRef}`)
}

/** Another transaction inserted the same payment first. The code, a serialisation failure, has the batch retried. */
class InsertedMeanwhile extends Error {
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
    throw new InsertedMeanwhile('another transaction inserted one of these payments first')
}

/** Writes payments that are locked. */
export async function updatePayments(
  trx: Trx<Database>,
  rows: readonly PaymentRow[],
): Promise<void> {
  if (rows.length === 0) return
  await sql`
    update payments p set ${assignments(changing)}, due_at = coalesce(u.due_at, p.due_at), renew_at = coalesce(u.renew_at, p.renew_at), updated_at = now(),
      doing_since = case when p.doing is distinct from u.doing then now() else p.doing_since end
    from ${unnest(updated, rows)} as u (${namesOf(updated)}) where p.order_id = u.order_id`.execute(
    trx,
  )
}

/** Keeps the provider's order of a payment before money is authorised in it. The first one stays. */
export async function keepProviderOrder(
  db: Db<Database>,
  orderId: string,
  providerOrder: string,
): Promise<void> {
  await sql`
    update payments set provider_order = ${providerOrder}
    where order_id = ${orderId} and provider_order is null`.execute(db)
}

/**
 * Leases due steps to the caller under a new token. A step whose lease has expired was in the hands of a worker that
 * may have sent its request: from here on it counts as possibly sent.
 */
export async function claimPayments(
  db: Db<Database>,
  limit: number,
  leaseMs: number,
): Promise<Payment[]> {
  const { rows } = await sql<Row>`
    update payments set due_at = now() + make_interval(secs => ${leaseMs / 1000}),
      asked = asked or lease is not null, lease = ${randomUUID()}
    where order_id in (
      select order_id from payments where doing is not null and due_at <= now()
      order by due_at limit ${limit} for update skip locked)
    returning ${columns}`.execute(db)
  return rows.map(paymentOf)
}

/**
 * How many payments have a pending step, and how long the oldest of these has been pending; of captures, only those that are not due.
 * What PayPal reviews is not counted; a void that Stripe carries out once it has settled a capture is.
 */
export async function countPending(
  db: Db<Database>,
): Promise<{ payments: number; oldestSeconds: number }> {
  const { rows } = await sql<{ payments: number; oldest: number | null }>`
    select count(*) as payments, extract(epoch from now() - min(doing_since))::float8 as oldest
    from payments where doing is not null and capture_pending_minor = 0 and action is null
      and not (doing = 'capture' and not stopped and (capture_attempt > 0 or coalesce(reason, '') = 'capture_unanswered'))
      and (review is null or not (doing = 'authorise' or doing = 'void' and provider = 'paypal'))`.execute(
    db,
  )
  return { payments: rows[0]?.payments ?? 0, oldestSeconds: rows[0]?.oldest ?? 0 }
}

/** How many authorisations wait for their shoppers. */
export async function countAwaitingShopper(db: Db<Database>): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`
    select count(*) as waiting from payments where action is not null`.execute(db)
  return rows[0]?.waiting ?? 0
}

/** How long the step that is due longest has been due; 0 when none is. */
export async function oldestDuePaymentSeconds(db: Db<Database>): Promise<number> {
  const { rows } = await sql<{ seconds: number | null }>`
    select extract(epoch from now() - min(due_at))::float8 as seconds
    from payments where doing is not null and due_at <= now()`.execute(db)
  return rows[0]?.seconds ?? 0
}
