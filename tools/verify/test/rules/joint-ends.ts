import { isOpenRefund, type Refund as OrderRefund } from '../../../../services/orders/src/order.ts'
import { type Refund, refundable } from '../../../../services/payments/src/payment.ts'
import { paymentOf, refundsOf } from '../../../../services/payments/src/testing-settled.ts'
import { sequenceFault } from '../../src/event-sequence.ts'
import type { JointShop } from './joint-shop.ts'

/** How an order has what a payment has of a refund; one that was never made may be told of either as refused or as failed. */
const heardAs: Readonly<Record<Refund['status'], readonly OrderRefund['status'][]>> = {
  refunded: ['completed'],
  pending: ['pending'],
  refused: ['refused', 'failed'],
  failed: ['failed', 'refused'],
}

function refundFaults({ order, story }: JointShop): string[] {
  const known = new Map(order.refunds.map((one) => [one.refundId, one.status]))
  const faults = refundsOf(story.state).flatMap(({ refundId, status }) => {
    const heard = known.get(refundId)
    if (!heard) return status === 'refunded' ? [`the order knows nothing of ${refundId}`] : []
    return heardAs[status].includes(heard) ? [] : [`${refundId} is ${status}, heard as ${heard}`]
  })
  const isOpen = order.refunds.some(isOpenRefund)
  return isOpen ? [...faults, 'a refund is open for ever'] : faults
}

function cancelledFaults({ parcel, order, story }: JointShop): string[] {
  const payment = paymentOf(story.state)
  return [
    ...(refundable(payment) > 0 ? [`holds ${refundable(payment)} of a cancelled order`] : []),
    ...(story.provider.isOpen ? ['the provider holds money of a cancelled order'] : []),
    ...(parcel === 'handed_over' ? ['the parcel of a cancelled order is gone'] : []),
    ...(order.steps.money === 'compensating' ? ['a cancelled order waits for its money'] : []),
  ]
}

function shippedFaults(shop: JointShop): string[] {
  const { order, parcel, story } = shop
  const { status, reversedMinor, disputedMinor, chargedBackMinor } = paymentOf(story.state)
  const { capture } = order.steps
  const gone = parcel === 'handed_over' ? [] : ['shipped without a parcel']
  const isUnpaid = status === 'expired' || status === 'voided'
  // Finance has it in the list of due payments, or it was declared.
  if (isUnpaid && (capture === 'due' || capture === 'refused')) return gone
  if (status !== 'captured') return [...gone, `shipped, ${status} and capture ${capture}`]
  const takenMinor = reversedMinor + disputedMinor + chargedBackMinor
  const heardMinor = order.reversedMinor ?? 0
  return [
    ...gone,
    ...(capture === 'done' ? [] : [`captured, and the order's capture is ${capture}`]),
    ...(heardMinor === takenMinor ? [] : [`${takenMinor} taken back, heard as ${heardMinor}`]),
    ...refundFaults(shop),
  ]
}

/** The faults of an order after its provider has settled everything and told of it. */
export function faultsAtTheEnd(shop: JointShop): string[] {
  const { order, types } = shop
  const fault = sequenceFault(types)
  const faults = fault ? [fault] : []
  if (order.status === 'cancelled') return [...faults, ...cancelledFaults(shop)]
  if (order.status === 'shipped') return [...faults, ...shippedFaults(shop)]
  return [...faults, `is still ${order.status}: ${JSON.stringify(order.steps)}`]
}
