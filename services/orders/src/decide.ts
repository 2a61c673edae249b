import { canBeRefunded } from '@stoa/contracts'
import { AppError } from '@stoa/service'
import { evolve, type Order, refundableMinor } from './order.ts'
import type {
  CompensatedReply,
  DoneReply,
  OrderEvent,
  RefundReply,
  RefusedReply,
  Reply,
} from './order-event.ts'
import {
  checkout,
  compensatedBy,
  openSteps,
  readySteps,
  type Saga,
  type StepName,
  stepNames,
} from './saga.ts'

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
  /** Requests steps that the process has gained since the last reply. */
  | { readonly type: 'request-new-steps' }
  | { readonly type: 'hold'; readonly reason: string; readonly at: Date }
  /** An operator has the commands of an order on hold sent again. */
  | { readonly type: 'resume'; readonly by: string; readonly note: string }

const isCompensating = (order: Order): boolean =>
  stepNames.some((name) => order.steps[name] === 'compensating')

/** Events that begin a cancellation, and end it at once when nothing has to be compensated. */
function cancelling(order: Order, reason: string): OrderEvent[] {
  const open = openSteps(order.steps)
  const compensating = open.filter((name) => compensatedBy[name] === name)
  const covered = open.filter((name) => compensatedBy[name] !== name)
  const begun: OrderEvent = { type: 'order.cancelling', data: { reason, compensating, covered } }
  return compensating.length > 0 ? [begun] : [begun, { type: 'order.cancelled', data: { reason } }]
}

/** The events that a command of a customer, an operator or the sweeper causes. Throws an AppError when it is not allowed. */
export function decide(
  command: Command,
  order: Order,
  saga: Saga = checkout,
): readonly OrderEvent[] {
  switch (command.type) {
    case 'cancel':
      if (order.status === 'cancelled' || order.status === 'cancelling') return []
      if (order.steps.parcel === 'done')
        throw new AppError(
          'conflict',
          'the parcel is booked; the order cannot be cancelled any more',
        )
      return cancelling(order, command.reason)
    case 'give-up':
      return isUnderWay(order) ? cancelling(order, command.reason) : []
    case 'hold': {
      const { reason, at } = command
      return order.hold ? [] : [{ type: 'hold.begun', data: { reason, since: at.toISOString() } }]
    }
    case 'resume': {
      const { by, note } = command
      if (!order.hold) throw new AppError('conflict', 'the order is not on hold')
      return [{ type: 'hold.ended', data: { by, note } }]
    }
    case 'request-new-steps': {
      const requested = isUnderWay(order) ? readySteps(saga, order.steps) : []
      return requested.length > 0 ? [{ type: 'order.steps_requested', data: { requested } }] : []
    }
    case 'refund': {
      const { refundId, amountMinor, currency, reason } = command
      if (order.status !== 'shipped')
        throw new AppError(
          'conflict',
          `only a shipped order can be refunded; this one is ${order.status}`,
        )
      if (currency !== order.currency)
        throw new AppError(
          'invalid',
          `expected ${order.currency}, the currency of the order, found ${currency}`,
        )
      if (!canBeRefunded(order.payment.type, { amountMinor, currency }))
        throw new AppError(
          'invalid',
          `no payment provider can give back ${amountMinor} minor units of ${currency}`,
        )
      if (amountMinor > refundableMinor(order))
        throw new AppError(
          'conflict',
          `at most ${refundableMinor(order)} minor units can still be refunded`,
        )
      return [{ type: 'refund.requested', data: { refundId, amountMinor, reason } }]
    }
  }
}

const isUnderWay = ({ status }: Order): boolean => status === 'placed' || status === 'confirmed'

/** Adds to a reply what it has made due. Its type and data stay together, which a spread of a union hides from the compiler. */
const withRequests = (reply: DoneReply, requested: readonly StepName[]) =>
  ({ ...reply, data: { ...reply.data, requested } }) as OrderEvent

function stepDone(reply: DoneReply, step: StepName, order: Order, saga: Saga): OrderEvent[] {
  if (order.steps[step] !== 'requested') return []
  const requested = readySteps(saga, { ...order.steps, [step]: 'done' })
  const events = [withRequests(reply, requested)]
  let after = events.reduce(evolve, order)
  for (const { event, from, steps } of saga.milestones) {
    if (after.status !== from || !steps.every((name) => after.steps[name] === 'done')) continue
    const reached: OrderEvent = { type: event, data: {} }
    events.push(reached)
    after = evolve(after, reached)
  }
  return events
}

function stepRefused(reply: RefusedReply, step: StepName, order: Order): OrderEvent[] {
  if (order.steps[step] !== 'requested') return []
  return [reply, ...cancelling(evolve(order, reply), reply.data.reason)]
}

function stepCompensated(reply: CompensatedReply, step: StepName, order: Order): OrderEvent[] {
  if (order.steps[step] !== 'compensating') return []
  if (isCompensating(evolve(order, reply))) return [reply]
  return [reply, { type: 'order.cancelled', data: { reason: order.reason ?? '' } }]
}

function refundSettled(reply: RefundReply, order: Order): OrderEvent[] {
  const refund = order.refunds.find(({ refundId }) => refundId === reply.data.refundId)
  return refund?.status === 'requested' ? [reply] : []
}

/** The events of another service's reply; a repeated or late one has none. */
export function decideReply(
  reply: Reply,
  order: Order,
  saga: Saga = checkout,
): readonly OrderEvent[] {
  switch (reply.type) {
    case 'inventory.reserved':
      return stepDone(reply, 'stock', order, saga)
    case 'payments.authorised':
      return stepDone(reply, 'money', order, saga)
    case 'shipping.booked':
      return stepDone(reply, 'parcel', order, saga)
    case 'payments.captured':
      return stepDone(reply, 'capture', order, saga)
    case 'inventory.rejected':
      return stepRefused(reply, 'stock', order)
    case 'payments.declined':
      return stepRefused(reply, 'money', order)
    case 'shipping.rejected':
      return stepRefused(reply, 'parcel', order)
    case 'payments.capture_refused':
      return stepRefused(reply, 'capture', order)
    case 'inventory.released':
      return stepCompensated(reply, 'stock', order)
    case 'payments.voided':
      return stepCompensated(reply, 'money', order)
    case 'shipping.cancelled':
      return stepCompensated(reply, 'parcel', order)
    case 'payments.refunded':
    case 'payments.refund_refused':
      return refundSettled(reply, order)
  }
}
