import type { Order } from './order.ts'
import type { OrderEvent, RefundReply } from './order-event.ts'

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
      return refund.status === 'requested' ? [reply] : []
    case 'payments.refunded': {
      // One that was settled as declined may have been made after all.
      const awaited = refund.status === 'requested' || refund.status === 'refused'
      return awaited ? [reply] : []
    }
  }
}

function refundMadeAtProvider(
  reply: RefundReply & { type: 'payments.refunded' },
  order: Order,
): OrderEvent[] {
  const { refundId, amountMinor, origin } = reply.data
  if (origin !== 'provider' || order.status !== 'shipped') return []
  const reason = 'made at the payment provider'
  return [{ type: 'refund.requested', data: { refundId, amountMinor, reason } }, reply]
}
