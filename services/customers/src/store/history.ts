import type { Db, Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Entry, HistoryRow } from '../history.ts'
import { type RefundTimes, refundedMinor, refundFailedMinor } from '../refunds.ts'
import type { Database } from '../tables.ts'

const isLater = sql`(h.delivery_at is null
  or (excluded.delivery_at, excluded.delivery_status) > (h.delivery_at, h.delivery_status))`

const isLaterNumber = sql`(excluded.tracking_number is not null and (h.tracking_number is null
  or (excluded.tracking_rank, excluded.tracking_number) > (h.tracking_rank, h.tracking_number)))`

/** Merges the entries, one for each order, into the stored ones, as `merge` of history.ts does. */
export async function upsertEntries(trx: Trx<Database>, entries: readonly Entry[]): Promise<void> {
  if (entries.length === 0) return
  await sql`
    insert into order_history as h (order_id, customer_id, status, total_minor, currency, pieces,
      placed_at, tracking_number, tracking_rank, delivery_status, delivery_at, reason)
    select * from unnest(
      ${entries.map(({ orderId }) => orderId)}::uuid[],
      ${entries.map(({ customerId }) => customerId)}::text[],
      ${entries.map(({ status }) => status)}::order_status[],
      ${entries.map(({ totalMinor }) => totalMinor)}::bigint[],
      ${entries.map(({ currency }) => currency)}::text[],
      ${entries.map(({ pieces }) => pieces)}::integer[],
      ${entries.map(({ placedAt }) => placedAt)}::timestamptz[],
      ${entries.map(({ tracking }) => tracking?.number ?? null)}::text[],
      ${entries.map(({ tracking }) => tracking?.rank ?? 0)}::smallint[],
      ${entries.map(({ delivery }) => delivery?.status ?? null)}::delivery_status[],
      ${entries.map(({ delivery }) => delivery?.at ?? null)}::timestamptz[],
      ${entries.map(({ reason }) => reason)}::text[]
    ) as d (order_id, customer_id, status, total_minor, currency, pieces,
      placed_at, tracking_number, tracking_rank, delivery_status, delivery_at, reason)
    order by order_id
    on conflict (order_id) do update set
      status = greatest(h.status, excluded.status),
      total_minor = greatest(h.total_minor, excluded.total_minor),
      currency = greatest(h.currency, excluded.currency),
      pieces = greatest(h.pieces, excluded.pieces),
      placed_at = greatest(h.placed_at, excluded.placed_at),
      tracking_number = case when ${isLaterNumber} then excluded.tracking_number else h.tracking_number end,
      tracking_rank = case when ${isLaterNumber} then excluded.tracking_rank else h.tracking_rank end,
      delivery_at = case when ${isLater} then excluded.delivery_at else h.delivery_at end,
      delivery_status = case when ${isLater} then excluded.delivery_status else h.delivery_status end,
      reason = greatest(h.reason, excluded.reason)`.execute(trx)
}

type StoredRow = Omit<HistoryRow, 'refundedMinor' | 'refundFailedMinor'> & {
  readonly refunds: readonly RefundTimes[]
}

/** The customer's orders with an id below `before`, newest first: ids grow with time. */
export async function listHistory(
  db: Db<Database>,
  customerId: string,
  page: { before: string; limit: number },
): Promise<HistoryRow[]> {
  const { rows } = await sql<StoredRow>`
    select order_id as "orderId", customer_id as "customerId", status, total_minor as "totalMinor",
      currency, pieces, placed_at as "placedAt", tracking_number as "trackingNumber",
      delivery_status as "deliveryStatus", delivery_at as "deliveryAt", reason, made.refunds
    from order_history h, lateral (
      select coalesce(json_agg(json_build_object('refundId', refund_id, 'amountMinor', amount_minor,
        'refundedAt', refunded_at, 'replaces', replaces, 'replacedBy', replaced_by, 'failedAt', coalesce(failed_at, case when failed then refunded_at end))), '[]') as refunds
      from order_refunds r where r.order_id = h.order_id
    ) made
    where customer_id = ${customerId} and order_id < ${page.before}::uuid and placed_at is not null
    order by order_id desc limit ${page.limit}`.execute(db)
  return rows.map(({ refunds, ...row }) => ({
    ...row,
    refundedMinor: refundedMinor(refunds),
    refundFailedMinor: refundFailedMinor(refunds),
  }))
}
