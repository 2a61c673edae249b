import type { HistoryRow } from './store/history.ts'

/** An order as its customer sees it in the list; what is not known is left out. */
export function historyView(row: HistoryRow) {
  const { trackingNumber, deliveryStatus, deliveryAt, reason, ...known } = row
  return {
    ...known,
    ...(trackingNumber && { trackingNumber }),
    ...(deliveryStatus && { delivery: { status: deliveryStatus, at: deliveryAt } }),
    ...(reason && { reason }),
  }
}

/** `rows` holds one more than the page when there is another page. */
export function historyPageOf(rows: readonly HistoryRow[], limit: number) {
  const orders = rows.slice(0, limit).map(historyView)
  const last = rows.length > limit ? orders.at(-1) : undefined
  return { orders, ...(last && { cursor: last.orderId }) }
}
