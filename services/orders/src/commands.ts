import {
  inventoryRelease,
  inventoryReserve,
  type MessageDefinition,
  orderCancelled,
  orderConfirmed,
  orderReady,
  orderRefunded,
  orderRefundFailed,
  orderSettled,
  orderShipped,
  paymentsAuthorise,
  paymentsCapture,
  paymentsRefund,
  paymentsVoid,
  shippingBook,
  shippingCancel,
} from '@stoa/contracts'
import { type Announcement, announce, type Cause } from '@stoa/events'
import type { Order, Refund } from './order.ts'
import type { OrderEvent } from './order-event.ts'
import { isOpenStep, type StepName, stepNames } from './saga.ts'
import type { Published } from './topology.ts'

type MakeCommand = (order: Order, trace?: Cause) => Announcement<Published>

/** A quote may have several lines with one SKU at different prices; inventory needs their sum. */
const piecesBySku = (order: Order) => {
  const quantities = new Map<string, number>()
  for (const { sku, quantity } of order.lines)
    quantities.set(sku, (quantities.get(sku) ?? 0) + quantity)
  return [...quantities].map(([sku, quantity]) => ({ sku, quantity }))
}

const reasonOf = (order: Order) => order.reason ?? 'cancelled'

/** Shipping hands nothing over after this; captured money has no end. */
const endOfHold = ({ heldUntil, steps }: Order) =>
  heldUntil === undefined ? {} : { heldUntil: steps.capture === 'done' ? null : heldUntil }

const bookParcel: MakeCommand = (order, trace) => {
  const { orderId, customerId, delivery, weightGrams, pieces } = order
  return announce(
    shippingBook,
    orderId,
    { orderId, customerId, ...delivery, weightGrams, pieces, ...endOfHold(order) },
    trace,
  )
}

/** What follows long after the order is ready has a trace of its own, which is linked to the order's. */
const ofItsOwn = ({ traceparent }: Order, cause?: Cause): Cause => ({
  linkedTo: [traceparent, typeof cause === 'string' ? cause : cause?.traceparent],
})

const requests: Readonly<Record<StepName, MakeCommand>> = {
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
  parcel: bookParcel,
  // A repeated booking is answered with what has become of the parcel.
  handover: bookParcel,
  capture: (order, trace) =>
    announce(paymentsCapture, order.orderId, { orderId: order.orderId }, ofItsOwn(order, trace)),
}

/** The three compensations carry the same: the order and the reason. */
const compensation =
  (definition: MessageDefinition<Published, { orderId: string; reason: string }>): MakeCommand =>
  ({ orderId, reason = 'cancelled' }, trace) =>
    announce(definition, orderId, { orderId, reason }, trace)

const compensations: Readonly<Partial<Record<StepName, MakeCommand>>> = {
  stock: compensation(inventoryRelease),
  money: compensation(paymentsVoid),
  parcel: compensation(shippingCancel),
}

/** Shipping answers whether the parcel can have left under the number that was declared. */
const declaredHandOver = (order: Order, trackingNumber: string, trace?: Cause) => {
  const { orderId, customerId, delivery } = order
  const what = { step: 'parcel', outcome: 'handed_over', trackingNumber } as const
  const data = { orderId, customerId, carrier: delivery.carrier, ...what }
  return announce(orderSettled, orderId, data, trace)
}

/** The number that was declared, where it is about this step. */
const declaredFor = ({ steps, declaredNumber }: Order, name: StepName) =>
  (name === 'parcel' && steps.parcel === 'compensating') ||
  (name === 'handover' && steps.handover === 'requested')
    ? declaredNumber
    : undefined

/** The command that a step in this state waits for a reply to. */
function commandOf(order: Order, name: StepName, trace?: Cause): Announcement<Published>[] {
  const declared = declaredFor(order, name)
  if (declared) return [declaredHandOver(order, declared, trace)]
  const state = order.steps[name]
  if (state === 'requested' || state === 'due') return [requests[name](order, trace)]
  const compensate = state === 'compensating' ? compensations[name] : undefined
  return compensate ? [compensate(order, trace)] : []
}

/** A refund waits until the money is captured. */
const refundsToSend = ({ refunds, steps }: Order): readonly Refund[] =>
  steps.capture === 'done' ? refunds.filter(({ status }) => status === 'requested') : []

const refundCommand = (order: Order, refund: Refund, trace?: Cause): Announcement<Published> => {
  const { orderId, currency } = order
  const { refundId, amountMinor, reason } = refund
  return announce(
    paymentsRefund,
    orderId,
    { orderId, refundId, amountMinor, currency, reason },
    ofItsOwn(order, trace),
  )
}

/**
 * The commands of everything that the order waits for; sent when it is placed, and again when no reply comes. Only an order
 * that waits for nothing else asks what has become of its parcel.
 */
export function pendingCommands(order: Order): Announcement<Published>[] {
  const trace = order.traceparent
  const steps = stepNames
    .filter((name) => name !== 'handover')
    .flatMap((name) => commandOf(order, name, trace))
  const refunds = refundsToSend(order).map((refund) => refundCommand(order, refund, trace))
  const commands = [...steps, ...refunds]
  return commands.length > 0 ? commands : commandOf(order, 'handover', trace)
}

const summaryOf = (order: Order) => ({
  orderId: order.orderId,
  customerId: order.customerId,
  totalMinor: order.totalMinor,
  currency: order.currency,
  pieces: order.pieces,
  placedAt: order.placedAt,
})

/** Another refund of the order with the provider's id of this one: one was declared, of the other the provider told. */
const sameAtProvider = (
  { refunds }: Order,
  { refundId, reference }: Refund,
  status: Refund['status'],
): string | undefined =>
  refunds.find(
    (one) =>
      one.refundId !== refundId &&
      one.status === status &&
      one.reference !== undefined &&
      one.reference === reference,
  )?.refundId

/** The events that tell other services of a change of the order. */
function publicEvents(order: Order, event: OrderEvent, trace?: Cause): Announcement<Published>[] {
  const { orderId, customerId, currency } = order
  switch (event.type) {
    case 'order.confirmed':
      return [announce(orderConfirmed, orderId, summaryOf(order), trace)]
    case 'order.ready':
    case 'order.shipped': {
      const definition = event.type === 'order.ready' ? orderReady : orderShipped
      const trackingNumber = order.trackingNumber ?? ''
      return [announce(definition, orderId, { ...summaryOf(order), trackingNumber }, trace)]
    }
    case 'order.cancelled':
      return [
        announce(orderCancelled, orderId, { ...summaryOf(order), reason: reasonOf(order) }, trace),
      ]
    case 'payments.refunded':
    case 'payments.refund_failed': {
      const refund = order.refunds.find(({ refundId }) => refundId === event.data.refundId)
      if (!refund) return []
      const { refundId, amountMinor } = refund
      const data = { orderId, customerId, refundId, amountMinor, currency }
      if (event.type === 'payments.refunded') {
        const replaces = sameAtProvider(order, refund, 'failed')
        return [announce(orderRefunded, orderId, { ...data, replaces }, trace)]
      }
      const replacedBy = sameAtProvider(order, refund, 'completed')
      return [announce(orderRefundFailed, orderId, { ...data, replacedBy }, trace)]
    }
    case 'inventory.reserved':
    case 'inventory.rejected':
    case 'inventory.released':
    case 'payments.authorised':
    case 'payments.action_required':
    case 'payments.declined':
    case 'payments.voided':
    case 'payments.void_failed':
    case 'payments.captured':
    case 'payments.capture_refused':
    case 'payments.capture_pending':
    case 'payments.capture_failed':
    case 'payments.capture_reversed':
    case 'payments.capture_restored':
    case 'payments.refund_pending':
    case 'payments.refund_refused':
    case 'payments.expired':
    case 'payments.renewal_refused':
    case 'shipping.booked':
    case 'shipping.rejected':
    case 'shipping.cancelled':
    case 'shipping.cancel_refused':
    case 'shipping.handed_over':
    case 'shipping.settlement_refused':
    case 'order.steps_requested':
    case 'order.cancel_requested':
    case 'order.cancelling':
    case 'refund.requested':
    case 'hold.begun':
    case 'hold.ended':
    case 'hold.settled':
      return []
  }
}

/** Tells the owner of a step what was declared about it. */
function settledMessages(order: Order, event: OrderEvent, trace?: Cause) {
  if (event.type !== 'hold.settled') return []
  const { orderId, customerId, currency, delivery, refunds } = order
  const { settlement } = event.data
  const of = { orderId, customerId }
  switch (settlement.step) {
    case 'stock':
    case 'money':
    case 'capture':
      return [announce(orderSettled, orderId, { ...of, ...settlement }, trace)]
    case 'refund': {
      const refund = refunds.find(({ refundId }) => refundId === settlement.refundId)
      const amountMinor = refund?.amountMinor ?? 0
      return [
        announce(orderSettled, orderId, { ...of, ...settlement, amountMinor, currency }, trace),
      ]
    }
    case 'parcel': {
      const { carrier } = delivery
      return [announce(orderSettled, orderId, { ...of, ...settlement, carrier }, trace)]
    }
  }
}

/** Its hand-over is still to come. Otherwise it may have been announced before this process listened. */
const justBooked = (events: readonly OrderEvent[]): boolean =>
  events.some(({ type }) => type === 'shipping.booked')

/** An order manager decides whether its money is requested back again. */
const hasFailed = (events: readonly OrderEvent[]): boolean =>
  events.some(({ type }) => type === 'payments.void_failed')

/** Shipping, which has been told when the money ends, is told that it does not. */
const isPaidEarly = (before: Order, { steps, heldUntil }: Order): boolean =>
  heldUntil !== undefined &&
  before.steps.capture !== 'done' &&
  steps.capture === 'done' &&
  isOpenStep(before.steps.parcel) &&
  isOpenStep(steps.parcel) &&
  steps.handover !== 'done'

/** The commands and events to publish when these events took an order from `before` to `after`. */
export function announcementsOf(
  before: Order,
  after: Order,
  events: readonly OrderEvent[],
  trace: Cause | undefined = after.traceparent,
): Announcement<Published>[] {
  if (events.some(({ type }) => type === 'hold.ended')) return pendingCommands(after)
  const steps = stepNames
    .filter((name) => before.steps[name] !== after.steps[name] && after.steps[name] !== 'due')
    .filter((name) => name !== 'handover' || !justBooked(events))
    .filter((name) => name !== 'money' || !hasFailed(events))
    .flatMap((name) => commandOf(after, name, trace))
  // The commands that follow from a settlement find what it has changed.
  const settled = events.flatMap((event) => settledMessages(after, event, trace))
  const known = new Set(refundsToSend(before).map(({ refundId }) => refundId))
  const refunds = refundsToSend(after).filter(({ refundId }) => !known.has(refundId))
  return [
    ...settled,
    ...steps,
    ...(isPaidEarly(before, after) ? [bookParcel(after, ofItsOwn(after, trace))] : []),
    ...refunds.map((refund) => refundCommand(after, refund, trace)),
    ...events.flatMap((event) => publicEvents(after, event, trace)),
  ]
}
