import {
  inventoryRelease,
  inventoryReserve,
  type MessageDefinition,
  orderCancelled,
  orderConfirmed,
  orderRefunded,
  orderShipped,
  paymentsAuthorise,
  paymentsCapture,
  paymentsRefund,
  paymentsVoid,
  shippingBook,
  shippingCancel,
} from '@stoa/contracts'
import { type Announcement, announce } from '@stoa/events'
import type { Order, OrderEvent, Refund } from './order.ts'
import { type StepName, stepNames } from './saga.ts'

type Say = (order: Order, traceparent?: string) => Announcement

/** One SKU may stand on several lines of a quote at different prices; stock does not care. */
const piecesBySku = (order: Order) => {
  const quantities = new Map<string, number>()
  for (const { sku, quantity } of order.lines)
    quantities.set(sku, (quantities.get(sku) ?? 0) + quantity)
  return [...quantities].map(([sku, quantity]) => ({ sku, quantity }))
}

const reasonOf = (order: Order) => order.reason ?? 'cancelled'

const sends: Readonly<Record<StepName, Say>> = {
  stock: (order, trace) =>
    announce(
      inventoryReserve,
      order.orderId,
      { orderId: order.orderId, lines: piecesBySku(order) },
      trace,
    ),
  money: (order, trace) => {
    const { orderId, customerId, totalMinor: amountMinor, currency, payment: method } = order
    return announce(
      paymentsAuthorise,
      orderId,
      { orderId, customerId, amountMinor, currency, method },
      trace,
    )
  },
  parcel: (order, trace) => {
    const { orderId, customerId, delivery, weightGrams, pieces } = order
    return announce(
      shippingBook,
      orderId,
      { orderId, customerId, ...delivery, weightGrams, pieces },
      trace,
    )
  },
  capture: ({ orderId }, trace) => announce(paymentsCapture, orderId, { orderId }, trace),
}

/** The three compensations say the same: whose, and why. */
const undoing =
  (definition: MessageDefinition<string, { orderId: string; reason: string }>): Say =>
  ({ orderId, reason = 'cancelled' }, trace) =>
    announce(definition, orderId, { orderId, reason }, trace)

const takesBack: Readonly<Partial<Record<StepName, Say>>> = {
  stock: undoing(inventoryRelease),
  money: undoing(paymentsVoid),
  parcel: undoing(shippingCancel),
}

const askRefund = (order: Order, refund: Refund, trace?: string): Announcement => {
  const { orderId, currency } = order
  const { refundId, amountMinor, reason } = refund
  return announce(
    paymentsRefund,
    orderId,
    { orderId, refundId, amountMinor, currency, reason },
    trace,
  )
}

/** Everything that the order waits for, asked once more. */
export function askAgain(order: Order): Announcement[] {
  const trace = order.traceparent
  const steps = stepNames.flatMap((name) => {
    if (order.steps[name] === 'asked') return [sends[name](order, trace)]
    const takeBack = order.steps[name] === 'undoing' ? takesBack[name] : undefined
    return takeBack ? [takeBack(order, trace)] : []
  })
  const refunds = order.refunds.filter(({ status }) => status === 'requested')
  return [...steps, ...refunds.map((refund) => askRefund(order, refund, trace))]
}

const summaryOf = (order: Order) => ({
  orderId: order.orderId,
  customerId: order.customerId,
  totalMinor: order.totalMinor,
  currency: order.currency,
  pieces: order.pieces,
  placedAt: order.placedAt,
})

function news(order: Order, event: OrderEvent, trace?: string): Announcement[] {
  const { orderId, customerId, currency } = order
  switch (event.type) {
    case 'order.confirmed':
      return [announce(orderConfirmed, orderId, summaryOf(order), trace)]
    case 'order.shipped': {
      const trackingNumber = order.trackingNumber ?? ''
      return [announce(orderShipped, orderId, { ...summaryOf(order), trackingNumber }, trace)]
    }
    case 'order.cancelled':
      return [
        announce(orderCancelled, orderId, { ...summaryOf(order), reason: reasonOf(order) }, trace),
      ]
    case 'payments.refunded': {
      const refund = order.refunds.find(({ refundId }) => refundId === event.data.refundId)
      if (!refund) return []
      const { refundId, amountMinor } = refund
      return [
        announce(
          orderRefunded,
          orderId,
          { orderId, customerId, refundId, amountMinor, currency },
          trace,
        ),
      ]
    }
    default:
      return []
  }
}

/** What has to be said when an order went from `before` to `after` by these events. */
export function announcementsOf(
  before: Order,
  after: Order,
  events: readonly OrderEvent[],
  trace: string | undefined = after.traceparent,
): Announcement[] {
  const steps = stepNames.flatMap((name) => {
    if (before.steps[name] === after.steps[name]) return []
    if (after.steps[name] === 'asked') return [sends[name](after, trace)]
    const takeBack = after.steps[name] === 'undoing' ? takesBack[name] : undefined
    return takeBack ? [takeBack(after, trace)] : []
  })
  const known = new Set(before.refunds.map(({ refundId }) => refundId))
  const refunds = after.refunds.filter(({ refundId }) => !known.has(refundId))
  return [
    ...steps,
    ...refunds.map((refund) => askRefund(after, refund, trace)),
    ...events.flatMap((event) => news(after, event, trace)),
  ]
}

/** The first thing said of a new order. */
export const opening = (order: Order): Announcement => sends.stock(order, order.traceparent)
