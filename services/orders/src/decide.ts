import { AppError } from '@stoa/service'
import { evolve, type Order, type OrderEvent, refundableMinor } from './order.ts'
import { checkout, outcomeOf, stepNames } from './saga.ts'

export type Command =
  | { readonly type: 'cancel'; readonly reason: string }
  | {
      readonly type: 'refund'
      readonly refundId: string
      readonly amountMinor: number
      readonly currency: string
      readonly reason: string
    }
  | { readonly type: 'give-up'; readonly reason: string }

const undoing = (order: Order): boolean => stepNames.some((name) => order.steps[name] === 'undoing')

/** Events that begin a cancellation, and end it at once when nothing has to be taken back. */
function cancelling(order: Order, reason: string): OrderEvent[] {
  const begun: OrderEvent = { type: 'order.cancelling', data: { reason } }
  return undoing(evolve(order, begun))
    ? [begun]
    : [begun, { type: 'order.cancelled', data: { reason } }]
}

/** What somebody's wish makes of the order; throws what they may be told. */
export function decide(command: Command, order: Order): readonly OrderEvent[] {
  switch (command.type) {
    case 'cancel':
      if (order.status === 'cancelled' || order.status === 'cancelling') return []
      if (order.steps.parcel === 'done')
        throw new AppError('conflict', 'the parcel is on its way: the order cannot be cancelled')
      return cancelling(order, command.reason)
    case 'give-up':
      return order.status === 'placed' || order.status === 'confirmed'
        ? cancelling(order, command.reason)
        : []
    case 'refund': {
      const { refundId, amountMinor, currency, reason } = command
      if (order.status !== 'shipped')
        throw new AppError('conflict', `an order that is ${order.status} has nothing to refund`)
      if (currency !== order.currency)
        throw new AppError('invalid', `the order was paid in ${order.currency}`)
      if (amountMinor > refundableMinor(order))
        throw new AppError('conflict', `at most ${refundableMinor(order)} is left to refund`)
      return [{ type: 'refund.requested', data: { refundId, amountMinor, reason } }]
    }
  }
}

function decideRefund(reply: OrderEvent, order: Order): readonly OrderEvent[] {
  const refund = order.refunds.find(({ refundId }) => refundId === reply.data.refundId)
  return refund?.status === 'requested' ? [reply] : []
}

/** What another service's reply makes of the order; a repeated or late one makes nothing of it. */
export function decideReply(reply: OrderEvent, order: Order): readonly OrderEvent[] {
  if (reply.type === 'payments.refunded' || reply.type === 'payments.refund_refused')
    return decideRefund(reply, order)
  const answer = outcomeOf(reply.type)
  if (!answer) throw new Error(`no step is answered by ${reply.type}`)
  const state = order.steps[answer.step]
  switch (answer.outcome) {
    case 'done': {
      if (state !== 'asked') return []
      const { reaches } = checkout[answer.step]
      return reaches ? [reply, { type: reaches, data: {} }] : [reply]
    }
    case 'refused': {
      if (state !== 'asked') return []
      const reason = String(reply.data.reason)
      return [reply, ...cancelling(evolve(order, reply), reason)]
    }
    case 'undone': {
      if (state !== 'undoing') return []
      const after = evolve(order, reply)
      return undoing(after)
        ? [reply]
        : [reply, { type: 'order.cancelled', data: { reason: order.reason ?? '' } }]
    }
  }
}
