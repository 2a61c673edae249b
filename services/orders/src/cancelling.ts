import type { Order } from './order.ts'
import type { OrderEvent } from './order-event.ts'
import { compensatedBy, isOpenStep, openSteps } from './saga.ts'

/** Events that begin a cancellation. Once there may be a parcel, shipping decides first whether it can be cancelled. */
export const cancelling = (order: Order, reason: string): OrderEvent[] =>
  isOpenStep(order.steps.parcel)
    ? [{ type: 'order.cancel_requested', data: { reason } }]
    : compensate(order, reason)

/** Events that take every open step back, and end the order at once when there is none. */
export function compensate(order: Order, reason: string): OrderEvent[] {
  const open = openSteps(order.steps)
  const compensating = open.filter((name) => compensatedBy[name] === name)
  const covered = open.filter((name) => compensatedBy[name] !== name)
  const begun: OrderEvent = { type: 'order.cancelling', data: { reason, compensating, covered } }
  return compensating.length > 0 ? [begun] : [begun, { type: 'order.cancelled', data: { reason } }]
}
