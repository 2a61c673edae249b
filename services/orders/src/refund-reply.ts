import { cancelling } from './cancelling.ts'
import { evolve, isOpenRefund, isUnderWay, type Order, refundableMinor } from './order.ts'
import type { OrderEvent, RefundPendingReply, RefundReply } from './order-event.ts'

/** A refund that the order does not know is that of its void, while it gives its money back. */
export function refundPending(reply: RefundPendingReply, order: Order): OrderEvent[] {
  const refund = order.refunds.find(({ refundId }) => refundId === reply.data.refundId)
  const isNews = refund
    ? refund.status === 'requested'
    : order.steps.money === 'compensating' && !order.returnPending
  return isNews ? [reply] : []
}

/** The events of a reply about a refund; one that the provider made by itself begins with its request. */
export function refundSettled(reply: RefundReply, order: Order): OrderEvent[] {
  const { refundId } = reply.data
  const refund = order.refunds.find((one) => one.refundId === refundId)
  if (!refund && reply.type === 'payments.refunded') return refundMadeAtProvider(reply, order)
  if (!refund) return []
  switch (reply.type) {
    case 'payments.refund_failed':
      return refund.status === 'completed' ? [reply] : []
    case 'payments.refund_refused':
      return isOpenRefund(refund) ? [reply] : []
    case 'payments.refunded': {
      // One that was settled as declined may have been made after all.
      const awaited = isOpenRefund(refund) || refund.status === 'refused'
      return awaited ? [reply] : []
    }
  }
}

/** The order does not go on: shipping has agreed to its cancellation, or there was no parcel. */
const isGivenBack = ({ status, statusBefore }: Order): boolean =>
  status === 'cancelled' || (status === 'cancelling' && !statusBefore)

/** The reason of an order that is cancelled because the provider was made to give all of its money back. */
export const allGivenBack = 'payment_refunded'

/** An order whose money was all given back before its parcel left is cancelled. */
function refundMadeAtProvider(
  reply: RefundReply & { type: 'payments.refunded' },
  order: Order,
): OrderEvent[] {
  const { refundId, amountMinor, origin } = reply.data
  if (origin !== 'provider' || isGivenBack(order)) return []
  const reason = 'made at the payment provider'
  const made: OrderEvent[] = [
    { type: 'refund.requested', data: { refundId, amountMinor, reason } },
    reply,
  ]
  const after = made.reduce(evolve, order)
  const isAllBack = isUnderWay(order) && refundableMinor(after) === 0
  return isAllBack ? [...made, ...cancelling(after, allGivenBack)] : made
}
