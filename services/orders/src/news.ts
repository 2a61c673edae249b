import { decide, decideReply } from './decide.ts'
import { evolve, isOpenRefund, type Order } from './order.ts'
import type { OrderEvent, Reply } from './order-event.ts'
import { checkout, type Saga, stepNames } from './saga.ts'

/** Whether the order has got a reply to anything that it had requested. */
function isAnswered(before: Order, after: Order): boolean {
  const statusOf = (order: Order, refundId: string) =>
    order.refunds.find((one) => one.refundId === refundId)?.status
  return (
    before.status !== after.status ||
    before.returnPending !== after.returnPending ||
    stepNames.some(
      (name) => before.steps[name] !== 'idle' && before.steps[name] !== after.steps[name],
    ) ||
    before.refunds
      .filter(isOpenRefund)
      .some(({ refundId, status }) => statusOf(after, refundId) !== status)
  )
}

/**
 * The events of a message from another service. An order on hold stays on hold after news that answer nothing it waits for,
 * unless the news put it on hold themselves, with a newer reason; since no deadline of it is watched, a capture that must
 * come early is requested at once.
 */
export function decideNews(reply: Reply, order: Order, saga: Saga = checkout): OrderEvent[] {
  const events = [...decideReply(reply, order, saga)]
  const after = events.reduce(evolve, order)
  if (!order.hold || after.hold || events.length === 0 || isAnswered(order, after)) return events
  const early = after.captureEarly ? decide({ type: 'capture-early' }, after, saga) : []
  return [...events, ...early, { type: 'hold.begun', data: order.hold }]
}
