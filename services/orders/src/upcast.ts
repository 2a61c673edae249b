import { orderEventTypes } from '@stoa/contracts'
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

const knownTypes: ReadonlySet<string> = new Set<OrderEvent['type'] | OrderPlaced['type']>(
  orderEventTypes,
)

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
  events.find(({ type }) => !knownTypes.has(type))?.type

const isKnown = (event: object): event is OrderEvent =>
  'type' in event &&
  typeof event.type === 'string' &&
  event.type !== 'order.placed' &&
  knownTypes.has(event.type)

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
