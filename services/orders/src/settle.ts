import { AppError } from '@stoa/service'
import { cancelling } from './cancelling.ts'
import { decideReply } from './decide.ts'
import { evolve, isUnderWay, type Order } from './order.ts'
import type { OrderEvent, Reply, Settlement } from './order-event.ts'
import { checkout, type Saga } from './saga.ts'
import { type Wait, waitsOf } from './settlement.ts'

/** An order manager declares what became of a step that no reply came about. */
export interface Settle {
  readonly type: 'settle'
  readonly settlement: Settlement
  readonly by: string
  readonly reason: string
}

const isAbout = (wait: Wait, settlement: Settlement): boolean =>
  wait.step === settlement.step &&
  (settlement.step !== 'refund' || wait.refundId === settlement.refundId)

function checkAllowed(order: Order, settlement: Settlement): void {
  if (!order.hold) throw new AppError('conflict', 'the order is not on hold')
  const waits = waitsOf(order)
  const wait = waits.find((one) => isAbout(one, settlement))
  if (wait?.outcomes.includes(settlement.outcome)) {
    checkReference(order, settlement)
    return
  }
  if (waits.length === 0)
    throw new AppError('conflict', 'the order waits for nothing that can be settled; resume it')
  const expected = waits.map(({ step, outcomes }) => `${step}: ${outcomes.join(', ')}`)
  throw new AppError('conflict', `the order waits for none of this, but for ${expected.join('; ')}`)
}

/** One refund of the provider is not declared as two of the order; that of a refund that has failed is free again. */
function checkReference({ refunds }: Order, settlement: Settlement): void {
  if (settlement.step !== 'refund' || settlement.outcome !== 'refunded') return
  const { reference, refundId } = settlement
  const known = refunds.find(
    (one) => one.reference !== undefined && one.reference === reference && one.status !== 'failed',
  )
  if (!known || known.refundId === refundId) return
  throw new AppError(
    'conflict',
    `${reference} is refund ${known.refundId} of this order; if no other was made, settle ${refundId} as declined`,
  )
}

/** The replies that the settlement stands for. */
function repliesOf(settlement: Settlement, order: Order, reason: string): Reply[] {
  switch (settlement.step) {
    case 'stock':
      return [{ type: 'inventory.released', data: {} }]
    case 'money':
      return [{ type: 'payments.voided', data: {} }]
    case 'parcel':
      // Shipping answers a declared hand-over: it alone knows whether the number belongs to another parcel.
      return settlement.outcome === 'cancelled' ? [{ type: 'shipping.cancelled', data: {} }] : []
    case 'capture': {
      if (settlement.outcome === 'captured') return [{ type: 'payments.captured', data: {} }]
      const unpaid = 'its money was not captured'
      return order.refunds.map(({ refundId }) => ({
        type: 'payments.refund_refused',
        data: { refundId, reason: unpaid },
      }))
    }
    case 'refund': {
      const { refundId, outcome, reference } = settlement
      if (outcome === 'declined')
        return [{ type: 'payments.refund_refused', data: { refundId, reason } }]
      const amountMinor = order.refunds.find((one) => one.refundId === refundId)?.amountMinor ?? 0
      const { currency } = order
      return [{ type: 'payments.refunded', data: { refundId, amountMinor, currency, reference } }]
    }
  }
}

/**
 * The events of a settlement: those that the missing reply would have caused, but for a hand-over, which counts once shipping
 * has recorded it. The order stays on hold for what else it waits for. Throws `conflict` when the order is not on hold, or does
 * not wait for this.
 */
export function settle(command: Settle, order: Order, saga: Saga = checkout): OrderEvent[] {
  const { settlement, by, reason } = command
  checkAllowed(order, settlement)
  const events: OrderEvent[] = [{ type: 'hold.settled', data: { by, reason, settlement } }]
  let after = events.reduce(evolve, order)
  const add = (more: readonly OrderEvent[]) => {
    events.push(...more)
    after = more.reduce(evolve, after)
  }
  for (const reply of repliesOf(settlement, order, reason)) add(decideReply(reply, after, saga))
  const unpaid = settlement.step === 'capture' && settlement.outcome === 'declined'
  if (unpaid && isUnderWay(after)) add(cancelling(after, 'capture_declined'))
  const left = waitsOf(order).filter((wait) => !isAbout(wait, settlement))
  const isLeft = (wait: Wait) =>
    left.some((one) => one.step === wait.step && one.refundId === wait.refundId)
  if (order.hold && waitsOf(after).some(isLeft)) add([{ type: 'hold.begun', data: order.hold }])
  return events
}
