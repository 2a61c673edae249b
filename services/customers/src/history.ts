import type {
  MessageOf,
  orderCancelled,
  orderConfirmed,
  orderReady,
  orderRefunded,
  orderRefundFailed,
  orderShipped,
  shippingTracked,
} from '@stoa/contracts'

/** By rank: a later status outranks an earlier one. `placed` is an order whose summary has not arrived yet. */
export const statuses = ['placed', 'confirmed', 'ready', 'shipped', 'cancelled'] as const
export type OrderStatus = (typeof statuses)[number]

/** By rank: of two scans with the same time, the one with the later status counts. */
export const deliveryStatuses = [
  'in_transit',
  'exception',
  'out_for_delivery',
  'delivered',
] as const
export type DeliveryStatus = (typeof deliveryStatuses)[number]

export interface Delivery {
  readonly status: DeliveryStatus
  /** ISO 8601 in UTC with milliseconds, so that text order is time order. */
  readonly at: string
}

/** What one or several events say about an order; null is not known yet. */
export interface Entry {
  readonly orderId: string
  readonly customerId: string
  readonly status: OrderStatus
  readonly totalMinor: number | null
  readonly currency: string | null
  readonly pieces: number | null
  readonly placedAt: string | null
  readonly trackingNumber: string | null
  readonly delivery: Delivery | null
  readonly reason: string | null
}

export type HistoryEvent =
  | MessageOf<typeof orderConfirmed>
  | MessageOf<typeof orderReady>
  | MessageOf<typeof orderShipped>
  | MessageOf<typeof orderCancelled>
  | MessageOf<typeof orderRefunded>
  | MessageOf<typeof orderRefundFailed>
  | MessageOf<typeof shippingTracked>

const toUtc = (time: string): string => new Date(time).toISOString()

const emptyEntry = (orderId: string, customerId: string): Entry => ({
  orderId,
  customerId,
  status: 'placed',
  totalMinor: null,
  currency: null,
  pieces: null,
  placedAt: null,
  trackingNumber: null,
  delivery: null,
  reason: null,
})

/** The entry of a single event. */
export function entryOf(event: HistoryEvent): Entry {
  const empty = emptyEntry(event.data.orderId, event.data.customerId)
  if (event.type === 'order.refunded' || event.type === 'order.refund_failed')
    return { ...empty, currency: event.data.currency }
  if (event.type === 'shipping.tracked') {
    const { trackingNumber, status, at } = event.data
    return { ...empty, trackingNumber, delivery: { status, at: toUtc(at) } }
  }
  const { totalMinor, currency, pieces, placedAt } = event.data
  const summary = { ...empty, totalMinor, currency, pieces, placedAt: toUtc(placedAt) }
  switch (event.type) {
    case 'order.confirmed':
      return { ...summary, status: 'confirmed' }
    case 'order.ready':
      return { ...summary, status: 'ready', trackingNumber: event.data.trackingNumber }
    case 'order.shipped':
      return { ...summary, status: 'shipped', trackingNumber: event.data.trackingNumber }
    case 'order.cancelled':
      return { ...summary, status: 'cancelled', reason: event.data.reason }
  }
}

const greatest = <T extends string | number>(a: T | null, b: T | null): T | null => {
  if (a === null || b === null) return a ?? b
  return a > b ? a : b
}

function latest(a: Delivery | null, b: Delivery | null): Delivery | null {
  if (!a || !b) return a ?? b
  if (a.at !== b.at) return a.at > b.at ? a : b
  return deliveryStatuses.indexOf(a.status) > deliveryStatuses.indexOf(b.status) ? a : b
}

/**
 * Merges two entries of one order. The result does not depend on the order, grouping or repetition of the entries;
 * the upsert in store/history.ts does the same in SQL.
 */
export const merge = (a: Entry, b: Entry): Entry => ({
  orderId: a.orderId,
  customerId: a.customerId,
  status: statuses.indexOf(a.status) > statuses.indexOf(b.status) ? a.status : b.status,
  totalMinor: greatest(a.totalMinor, b.totalMinor),
  currency: greatest(a.currency, b.currency),
  pieces: greatest(a.pieces, b.pieces),
  placedAt: greatest(a.placedAt, b.placedAt),
  trackingNumber: greatest(a.trackingNumber, b.trackingNumber),
  delivery: latest(a.delivery, b.delivery),
  reason: greatest(a.reason, b.reason),
})

/** Merges the events into one entry for each order. */
export function entriesOf(events: readonly HistoryEvent[]): Entry[] {
  const entries = new Map<string, Entry>()
  for (const event of events) {
    const entry = entryOf(event)
    const before = entries.get(entry.orderId)
    entries.set(entry.orderId, before ? merge(before, entry) : entry)
  }
  return [...entries.values()]
}

/** An entry as stored, with the total of its refunds. */
export interface HistoryRow extends Omit<Entry, 'delivery' | 'placedAt'> {
  readonly placedAt: Date
  readonly deliveryStatus: string | null
  readonly deliveryAt: Date | null
  readonly refundedMinor: number
  /** Refunded, and taken back by the provider: the customer has still to be paid. */
  readonly refundFailedMinor: number
}

export interface Refund {
  readonly refundId: string
  readonly orderId: string
  readonly amountMinor: number
  /** The provider took it back. */
  readonly failed: boolean
}

/** One entry for each refund; one that has failed stays failed, whichever of its events comes first. */
export function refundsOf(events: readonly HistoryEvent[]): Refund[] {
  const refunds = new Map<string, Refund>()
  for (const { type, data } of events) {
    if (type !== 'order.refunded' && type !== 'order.refund_failed') continue
    const { refundId, orderId, amountMinor } = data
    const failed = type === 'order.refund_failed' || refunds.get(refundId)?.failed === true
    refunds.set(refundId, { refundId, orderId, amountMinor, failed })
  }
  return [...refunds.values()]
}
