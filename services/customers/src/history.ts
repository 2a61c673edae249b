import type {
  MessageOf,
  orderCancelled,
  orderConfirmed,
  orderRefunded,
  orderShipped,
  shippingTracked,
} from '@stoa/contracts'

/** Later ones outrank earlier ones; `placed` is an order of which no summary has come yet. */
export const statuses = ['placed', 'confirmed', 'shipped', 'cancelled'] as const
export type OrderStatus = (typeof statuses)[number]

/** In the order in which they win when they bear the same time. */
export const deliveryStatuses = [
  'in_transit',
  'exception',
  'out_for_delivery',
  'delivered',
] as const
export type DeliveryStatus = (typeof deliveryStatuses)[number]

export interface Delivery {
  readonly status: DeliveryStatus
  /** ISO 8601 in UTC with milliseconds, so that text compares as time does. */
  readonly at: string
}

/** What is known of an order, by one event or by many. */
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
  | MessageOf<typeof orderShipped>
  | MessageOf<typeof orderCancelled>
  | MessageOf<typeof orderRefunded>
  | MessageOf<typeof shippingTracked>

const inUtc = (time: string): string => new Date(time).toISOString()

const nothingOf = (orderId: string, customerId: string): Entry => ({
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

/** What one event alone tells. */
export function entryOf(event: HistoryEvent): Entry {
  const nothing = nothingOf(event.data.orderId, event.data.customerId)
  if (event.type === 'order.refunded') return { ...nothing, currency: event.data.currency }
  if (event.type === 'shipping.tracked') {
    const { trackingNumber, status, at } = event.data
    return { ...nothing, trackingNumber, delivery: { status, at: inUtc(at) } }
  }
  const { totalMinor, currency, pieces, placedAt } = event.data
  const summary = { ...nothing, totalMinor, currency, pieces, placedAt: inUtc(placedAt) }
  switch (event.type) {
    case 'order.confirmed':
      return { ...summary, status: 'confirmed' }
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
 * Two entries of one order as one. Neither order, nor grouping, nor repetition matters; the upsert in
 * store/history.ts says the same in SQL.
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

/** One entry for each order. */
export function entriesOf(events: readonly HistoryEvent[]): Entry[] {
  const entries = new Map<string, Entry>()
  for (const event of events) {
    const entry = entryOf(event)
    const before = entries.get(entry.orderId)
    entries.set(entry.orderId, before ? merge(before, entry) : entry)
  }
  return [...entries.values()]
}

export interface Refund {
  readonly refundId: string
  readonly orderId: string
  readonly amountMinor: number
}

export const refundsOf = (events: readonly HistoryEvent[]): Refund[] =>
  events.flatMap((event) => (event.type === 'order.refunded' ? [event.data] : []))
