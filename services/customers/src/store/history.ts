import type { Db, Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Entry, HistoryRow, Refund } from '../history.ts'
import type { Database } from '../tables.ts'

const isLater = sql`(h.delivery_at is null
  or (excluded.delivery_at, excluded.delivery_status) > (h.delivery_at, h.delivery_status))`

/** Merges the entries, one for each order, into the stored ones, as `merge` of history.ts does. */
export async function upsertEntries(trx: Trx<Database>, entries: readonly Entry[]): Promise<void> {
  if (entries.length === 0) return
  await sql`
    insert into order_history as h (order_id, customer_id, status, total_minor, currency, pieces,
      placed_at, tracking_number, delivery_status, delivery_at, reason)
    select * from unnest(
      ${entries.map(({ orderId }) => orderId)}::uuid[],
      ${entries.map(({ customerId }) => customerId)}::text[],
      ${entries.map(({ status }) => status)}::order_status[],
      ${entries.map(({ totalMinor }) => totalMinor)}::bigint[],
      ${entries.map(({ currency }) => currency)}::text[],
      ${entries.map(({ pieces }) => pieces)}::integer[],
      ${entries.map(({ placedAt }) => placedAt)}::timestamptz[],
      ${entries.map(({ trackingNumber }) => trackingNumber)}::text[],
      ${entries.map(({ delivery }) => delivery?.status ?? null)}::delivery_status[],
      ${entries.map(({ delivery }) => delivery?.at ?? null)}::timestamptz[],
      ${entries.map(({ reason }) => reason)}::text[]
    ) as d (order_id, customer_id, status, total_minor, currency, pieces,
      placed_at, tracking_number, delivery_status, delivery_at, reason)
    order by order_id
    on conflict (order_id) do update set
      status = greatest(h.status, excluded.status),
      total_minor = greatest(h.total_minor, excluded.total_minor),
      currency = greatest(h.currency, excluded.currency),
      pieces = greatest(h.pieces, excluded.pieces),
      placed_at = greatest(h.placed_at, excluded.placed_at),
      tracking_number = greatest(h.tracking_number, excluded.tracking_number),
      delivery_at = case when ${isLater} then excluded.delivery_at else h.delivery_at end,
      delivery_status = case when ${isLater} then excluded.delivery_status else h.delivery_status end,
      reason = greatest(h.reason, excluded.reason)`.execute(trx)
}

/** Merges the refunds, one entry for each, into the stored ones: one that has failed stays failed. */
export async function upsertRefunds(trx: Trx<Database>, refunds: readonly Refund[]): Promise<void> {
  if (refunds.length === 0) return
  await sql`
    insert into order_refunds as r (refund_id, order_id, amount_minor, failed)
    select * from unnest(
      ${refunds.map(({ refundId }) => refundId)}::uuid[],
      ${refunds.map(({ orderId }) => orderId)}::uuid[],
      ${refunds.map(({ amountMinor }) => amountMinor)}::bigint[],
      ${refunds.map(({ failed }) => failed)}::boolean[]
    ) as d (refund_id, order_id, amount_minor, failed)
    order by refund_id
    on conflict (refund_id) do update set failed = r.failed or excluded.failed`.execute(trx)
}

/** The customer's orders with an id below `before`, newest first: ids grow with time. */
export async function listHistory(
  db: Db<Database>,
  customerId: string,
  page: { before: string; limit: number },
): Promise<HistoryRow[]> {
  const { rows } = await sql<HistoryRow>`
    select order_id as "orderId", customer_id as "customerId", status, total_minor as "totalMinor",
      currency, pieces, placed_at as "placedAt", tracking_number as "trackingNumber",
      delivery_status as "deliveryStatus", delivery_at as "deliveryAt", reason,
      made.minor as "refundedMinor", made.failed_minor as "refundFailedMinor"
    from order_history h, lateral (
      select coalesce(sum(amount_minor) filter (where not failed), 0)::bigint as minor,
        coalesce(sum(amount_minor) filter (where failed), 0)::bigint as failed_minor
      from order_refunds r where r.order_id = h.order_id
    ) made
    where customer_id = ${customerId} and order_id < ${page.before}::uuid and placed_at is not null
    order by order_id desc limit ${page.limit}`.execute(db)
  return rows
}
