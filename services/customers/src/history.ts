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

/** Events that name the parcel, by rank: the number under which it left replaces that of its first label. */
const trackingRanks = { 'order.ready': 1, 'shipping.tracked': 2, 'order.shipped': 3 } as const

export interface Tracking {
  readonly number: string
  readonly rank: number
}

const trackingOf = (
  type: keyof typeof trackingRanks,
  { trackingNumber: number }: { readonly trackingNumber: string },
): Tracking => ({ number, rank: trackingRanks[type] })

/** What one or several events say about an order; null is not known yet. */
export interface Entry {
  readonly orderId: string
  readonly customerId: string
  readonly status: OrderStatus
  readonly totalMinor: number | null
  readonly currency: string | null
  readonly pieces: number | null
  readonly placedAt: string | null
  readonly tracking: Tracking | null
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

export const toUtc = (time: string): string => new Date(time).toISOString()

const emptyEntry = (orderId: string, customerId: string): Entry => ({
  orderId,
  customerId,
  status: 'placed',
  totalMinor: null,
  currency: null,
  pieces: null,
  placedAt: null,
  tracking: null,
  delivery: null,
  reason: null,
})

/** The entry of a single event. */
export function entryOf(event: HistoryEvent): Entry {
  const empty = emptyEntry(event.data.orderId, event.data.customerId)
  if (event.type === 'order.refunded' || event.type === 'order.refund_failed')
    return { ...empty, currency: event.data.currency }
  if (event.type === 'shipping.tracked') {
    const { status, at } = event.data
    const tracking = trackingOf(event.type, event.data)
    return { ...empty, tracking, delivery: { status, at: toUtc(at) } }
  }
  const { totalMinor, currency, pieces, placedAt } = event.data
  const summary = { ...empty, totalMinor, currency, pieces, placedAt: toUtc(placedAt) }
  switch (event.type) {
    case 'order.confirmed':
      return { ...summary, status: 'confirmed' }
    case 'order.ready':
      return { ...summary, status: 'ready', tracking: trackingOf(event.type, event.data) }
    case 'order.shipped':
      return { ...summary, status: 'shipped', tracking: trackingOf(event.type, event.data) }
    case 'order.cancelled':
      return { ...summary, status: 'cancelled', reason: event.data.reason }
  }
}

const greatest = <T extends string | number>(a: T | null, b: T | null): T | null => {
  if (a === null || b === null) return a ?? b
  return a > b ? a : b
}

function latestNumber(a: Tracking | null, b: Tracking | null): Tracking | null {
  if (!a || !b) return a ?? b
  if (a.rank !== b.rank) return a.rank > b.rank ? a : b
  return a.number > b.number ? a : b
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
  tracking: latestNumber(a.tracking, b.tracking),
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

/** An entry as stored, with the totals of its refunds. */
export interface HistoryRow extends Omit<Entry, 'delivery' | 'placedAt' | 'tracking'> {
  readonly placedAt: Date
  readonly trackingNumber: string | null
  readonly deliveryStatus: string | null
  readonly deliveryAt: Date | null
  readonly refundedMinor: number
  readonly refundFailedMinor: number
}
