import { AppError } from '@stoa/service'
import type { Order } from './order.ts'
import type { OrderEvent, OrderPlaced } from './order-event.ts'
import { compensatedBy, openSteps, type StepName } from './saga.ts'

/** An event as it is stored. */
export interface StoredEvent {
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
  readonly at: Date
}

/**
 * Release 0.1 stored neither the steps that an event requested nor the compensations of a cancellation: they followed from
 * its process, which is written down here. Its replicas may still write such events while newer ones run.
 */
const requestedBefore: Readonly<Record<string, readonly StepName[]>> = {
  'order.placed': ['stock'],
  'inventory.reserved': ['money'],
  'payments.authorised': ['parcel'],
  'shipping.booked': ['capture'],
  'payments.captured': [],
}

const knownTypes: Readonly<Record<OrderEvent['type'], true>> = {
  'hold.begun': true,
  'hold.ended': true,
  'hold.settled': true,
  'inventory.rejected': true,
  'inventory.released': true,
  'inventory.reserved': true,
  'order.cancel_requested': true,
  'order.cancelled': true,
  'order.cancelling': true,
  'order.confirmed': true,
  'order.ready': true,
  'order.shipped': true,
  'order.steps_requested': true,
  'payments.action_required': true,
  'payments.authorised': true,
  'payments.capture_failed': true,
  'payments.capture_pending': true,
  'payments.capture_refused': true,
  'payments.capture_reversed': true,
  'payments.captured': true,
  'payments.declined': true,
  'payments.expired': true,
  'payments.refund_failed': true,
  'payments.refund_pending': true,
  'payments.refund_refused': true,
  'payments.refunded': true,
  'payments.renewal_refused': true,
  'payments.void_failed': true,
  'payments.voided': true,
  'refund.requested': true,
  'shipping.booked': true,
  'shipping.cancel_refused': true,
  'shipping.cancelled': true,
  'shipping.handed_over': true,
  'shipping.rejected': true,
  'shipping.settlement_refused': true,
}

const withFacts = (event: StoredEvent, order?: Order): object => {
  const { type, data } = event
  if (type === 'order.cancelling' && !('compensating' in data) && order) {
    const open = openSteps(order.steps)
    const compensating = open.filter((name) => compensatedBy[name] === name)
    const covered = open.filter((name) => compensatedBy[name] !== name)
    return { type, data: { ...data, compensating, covered } }
  }
  const requested = requestedBefore[type]
  return requested && !('requested' in data) ? { type, data: { ...data, requested } } : event
}

/** The first type among these events that only a newer release knows. */
export const unknownTypeOf = (events: readonly StoredEvent[]): string | undefined =>
  events.find(({ type }) => !Object.hasOwn(knownTypes, type) && type !== 'order.placed')?.type

const isKnown = (event: object): event is OrderEvent =>
  'type' in event && typeof event.type === 'string' && Object.hasOwn(knownTypes, event.type)

/** A stored event in today's form. Throws `unavailable` on a type that only a newer release knows: another replica may answer. */
export function upcast(event: StoredEvent, order: Order): OrderEvent {
  const today = withFacts(event, order)
  if (!isKnown(today))
    throw new AppError(
      'unavailable',
      `order ${order.orderId} has an event of unknown type ${event.type}, which a newer release stored; this release leaves the order alone`,
      { retryAfterSeconds: 5 },
    )
  return today
}

export const upcastPlaced = (event: StoredEvent): OrderPlaced => withFacts(event) as OrderPlaced
