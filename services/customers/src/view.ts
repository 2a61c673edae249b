import type { HistoryRow } from './history.ts'

/** An order in the customer's list, without unknown fields. */
export function historyView(row: HistoryRow) {
  const { trackingNumber, deliveryStatus, deliveryAt, reason, refundFailedMinor, ...known } = row
  return {
    ...known,
    ...(trackingNumber && { trackingNumber }),
    ...(deliveryStatus && { delivery: { status: deliveryStatus, at: deliveryAt } }),
    ...(reason && { reason }),
    ...(refundFailedMinor > 0 && { refundFailedMinor }),
  }
}

/** A page of `limit` rows; an additional row means that there is another page, which the cursor names. */
export function historyPageOf(rows: readonly HistoryRow[], limit: number) {
  const orders = rows.slice(0, limit).map(historyView)
  const last = rows.length > limit ? orders.at(-1) : undefined
  return { orders, ...(last && { cursor: last.orderId }) }
}
