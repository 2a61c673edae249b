import type { Db, Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Payment, Provider, Refund } from '../payment.ts'
import type { Database } from '../tables.ts'
import { paymentColumns } from './payments.ts'

/** What waits to be asked of a provider and nobody is at, leased to us. */
export async function claimDue(
  db: Db<Database>,
  limit: number,
  leaseMs: number,
): Promise<{ payments: Payment[]; refunds: { payment: Payment; refund: Refund }[] }> {
  const lease = leaseMs / 1000
  const payments = await sql<Payment>`
    update payments set due_at = now() + make_interval(secs => ${lease}) where order_id in (
      select order_id from payments where doing is not null and due_at <= now()
      order by due_at limit ${limit} for update skip locked)
    returning ${paymentColumns}`.execute(db)
  const refunds = await sql<Refund>`
    update refunds set due_at = now() + make_interval(secs => ${lease}) where refund_id in (
      select refund_id from refunds where status = 'pending' and due_at <= now()
      order by due_at limit ${limit} for update skip locked)
    returning refund_id as "refundId", order_id as "orderId", amount_minor as "amountMinor", status, reason,
      provider_ref as "providerRef", attempts, traceparent`.execute(db)
  if (refunds.rows.length === 0) return { payments: payments.rows, refunds: [] }
  const refunded = await sql<Payment>`
    select ${paymentColumns} from payments
    where order_id = any(${refunds.rows.map(({ orderId }) => orderId)}::uuid[])`.execute(db)
  const byOrder = new Map(refunded.rows.map((payment) => [payment.orderId, payment]))
  return {
    payments: payments.rows,
    refunds: refunds.rows.flatMap((refund) => {
      const payment = byOrder.get(refund.orderId)
      return payment ? [{ payment, refund }] : []
    }),
  }
}

export async function countDue(db: Db<Database>): Promise<{ payments: number; oldest: number }> {
  const { rows } = await sql<{ payments: number; oldest: number | null }>`
    select count(*) as payments, extract(epoch from now() - min(updated_at))::float8 as oldest
    from payments where doing is not null`.execute(db)
  return { payments: rows[0]?.payments ?? 0, oldest: rows[0]?.oldest ?? 0 }
}

export interface Stray {
  readonly orderId: string
  readonly provider: Provider
  readonly checks: number
}

export async function saveStrays(
  trx: Trx<Database>,
  strays: readonly Omit<Stray, 'checks'>[],
  dueAt: Date,
): Promise<void> {
  if (strays.length === 0) return
  await sql`
    insert into strays (order_id, provider, due_at)
    select u.*, ${dueAt}::timestamptz from unnest(${strays.map(({ orderId }) => orderId)}::uuid[],
      ${strays.map(({ provider }) => provider)}::text[]) as u
    on conflict (order_id, provider) do nothing`.execute(trx)
}

export async function claimStrays(
  db: Db<Database>,
  againMs: number,
): Promise<(Stray & { payment: Payment })[]> {
  const { rows } = await sql<Stray>`
    update strays set checks = checks + 1, due_at = now() + make_interval(secs => ${againMs / 1000})
    where (order_id, provider) in (
      select order_id, provider from strays where due_at <= now() order by due_at limit 16 for update skip locked)
    returning order_id as "orderId", provider, checks`.execute(db)
  if (rows.length === 0) return []
  const payments = await sql<Payment>`
    select ${paymentColumns} from payments
    where order_id = any(${rows.map(({ orderId }) => orderId)}::uuid[])`.execute(db)
  const byOrder = new Map(payments.rows.map((payment) => [payment.orderId, payment]))
  return rows.flatMap((stray) => {
    const payment = byOrder.get(stray.orderId)
    return payment && payment.provider !== stray.provider ? [{ ...stray, payment }] : []
  })
}

export async function forgetStray(db: Db<Database>, { orderId, provider }: Stray): Promise<void> {
  await sql`delete from strays where order_id = ${orderId} and provider = ${provider}`.execute(db)
}
