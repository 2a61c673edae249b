import { canBeRefunded } from '@stoa/contracts'
import { AppError } from '@stoa/service'
import { cancelling, compensate } from './cancelling.ts'
import { captureSettling, isCapturedUnasked } from './capture-reply.ts'
import { evolve, isUnderWay, type Order, refundableMinor } from './order.ts'
import type {
  ActionReply,
  CancelRefusedReply,
  CompensatedReply,
  DoneReply,
  OrderEvent,
  RefusedReply,
  Reply,
  ReversedReply,
  SettlementRefusedReply,
  VoidFailedReply,
} from './order-event.ts'
import { refundPending, refundSettled } from './refund-reply.ts'
import {
  checkout,
  isAwaited,
  isOpenStep,
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
  /** Captures the money of a ready order before its authorisation expires. */
  | { readonly type: 'capture-early' }
  | { readonly type: 'hold'; readonly reason: string; readonly at: Date }
  /** An operator has the commands of an order on hold sent again. */
  | { readonly type: 'resume'; readonly by: string; readonly note: string }

const isCompensating = (order: Order): boolean =>
  stepNames.some((name) => order.steps[name] === 'compensating')

/** The events that a command of a customer, an operator or the sweeper causes. Throws an AppError when it is not allowed. */
export function decide(
  command: Command,
  order: Order,
  saga: Saga = checkout,
): readonly OrderEvent[] {
  switch (command.type) {
    case 'cancel':
      if (order.status === 'cancelled' || order.status === 'cancelling') return []
      if (order.status === 'shipped' || order.steps.handover === 'done')
        throw new AppError(
          'conflict',
          'the parcel was handed over; the order cannot be cancelled any more',
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
    case 'capture-early': {
      const waits = order.status === 'ready' && order.steps.capture === 'idle'
      return waits ? [{ type: 'order.steps_requested', data: { requested: ['capture'] } }] : []
    }
    case 'refund': {
      const { refundId, amountMinor, currency, reason } = command
      if (order.status !== 'shipped')
        throw new AppError(
          'conflict',
          `only a shipped order can be refunded; this one is ${order.status}`,
        )
      if (order.steps.capture === 'refused')
        throw new AppError('conflict', 'its money was not captured; there is nothing to refund')
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

/** Adds to a reply what it has made due. Its type and data stay together, which a spread of a union hides from the compiler. */
const withRequests = (reply: DoneReply, requested: readonly StepName[]) =>
  ({ ...reply, data: { ...reply.data, requested } }) as OrderEvent

/** The event, and those of the milestones that the order reaches with it. */
function withMilestones(event: OrderEvent, order: Order, saga: Saga): OrderEvent[] {
  const events = [event]
  let after = evolve(order, event)
  for (const { event, from, steps } of saga.milestones) {
    if (after.status !== from || !steps.every((name) => after.steps[name] === 'done')) continue
    const reached: OrderEvent = { type: event, data: {} }
    events.push(reached)
    after = evolve(after, reached)
  }
  return events
}

/** A repeated command gets the same reply again. */
function actionRequired(reply: ActionReply, order: Order): OrderEvent[] {
  if (order.steps.money !== 'requested') return []
  return order.action?.expiresAt === reply.data.expiresAt ? [] : [reply]
}

/** While it is cancelled or has ended, an order requests no further step. */
const nextSteps = (order: Order, saga: Saga, done: StepName): StepName[] =>
  isUnderWay(order) ? readySteps(saga, { ...order.steps, [done]: 'done' }) : []

function stepDone(reply: DoneReply, step: StepName, order: Order, saga: Saga): OrderEvent[] {
  if (!isAwaited(order.steps[step])) return []
  const requested = nextSteps(order, saga, step)
  return withMilestones(withRequests(reply, requested), order, saga)
}

/** Nothing requests a hand-over: it counts whenever the order has a parcel and has not ended without it. */
function handedOver(reply: DoneReply, order: Order, saga: Saga): OrderEvent[] {
  const { parcel, handover } = order.steps
  const mayHaveParcel = isOpenStep(parcel) || parcel === 'compensating'
  if (!mayHaveParcel || handover === 'done') return []
  if (!isUnderWay(order) && !order.statusBefore) return []
  const requested = nextSteps(order, saga, 'handover')
  return withMilestones(withRequests(reply, requested), order, saga)
}

/** A step that is refused cancels the order, unless that is under way already. */
const refuse = (reply: RefusedReply, order: Order): OrderEvent[] =>
  isUnderWay(order) ? [reply, ...cancelling(evolve(order, reply), reply.data.reason)] : [reply]

const stepRefused = (reply: RefusedReply, step: StepName, order: Order): OrderEvent[] =>
  order.steps[step] === 'requested' ? refuse(reply, order) : []

/**
 * After the hand-over a refused capture is due: the order stays shipped, and its stock sold. It may be pending for a part that was
 * captured on the provider's dashboard, while the rest that was requested is refused. Before the hand-over it may be due because
 * the provider did not answer in time.
 */
function captureRefused(reply: RefusedReply, order: Order): OrderEvent[] {
  const { capture, handover } = order.steps
  if (!isAwaited(capture)) return []
  if (handover !== 'done') return refuse(reply, order)
  return capture === 'due' ? [] : [reply]
}

/** A parcel does not leave once the provider has taken its money back; the provider's own reason may be a bare status. */
const captureReversed = (reply: ReversedReply, order: Order): OrderEvent[] =>
  isUnderWay(order) ? [reply, ...cancelling(evolve(order, reply), 'payment_reversed')] : [reply]

function stepCompensated(reply: CompensatedReply, step: StepName, order: Order): OrderEvent[] {
  if (order.steps[step] !== 'compensating') return []
  if (order.status === 'cancelled') return [reply]
  const after = evolve(order, reply)
  if (order.statusBefore) return [reply, ...compensate(after, order.reason ?? '')]
  if (isCompensating(after)) return [reply]
  return [reply, { type: 'order.cancelled', data: { reason: order.reason ?? '' } }]
}

/** The money may have been given back before, as far as the order was told. A void that is requested once more fails alike. */
function voidFailed(reply: VoidFailedReply, { hold, status }: Order): OrderEvent[] {
  if (status !== 'cancelling' && status !== 'cancelled') return []
  const { reason: why, at: since } = reply.data
  const reason = `the payment provider refuses to give the money back: ${why}`
  return hold?.reason === reason ? [] : [reply, { type: 'hold.begun', data: { reason, since } }]
}

function cancelRefused(reply: CancelRefusedReply, order: Order, saga: Saga): OrderEvent[] {
  if (order.steps.parcel !== 'compensating') return []
  const { statusBefore } = order
  const onItsWay = statusBefore ? { ...order, status: statusBefore } : order
  const requested = nextSteps(onItsWay, saga, 'parcel')
  const event: OrderEvent = { ...reply, data: { ...reply.data, requested } }
  if (statusBefore) return withMilestones(event, order, saga)
  if (isCompensating(evolve(order, event))) return [event]
  return [event, { type: 'order.cancelled', data: { reason: order.reason ?? '' } }]
}

function settlementRefused(reply: SettlementRefusedReply, order: Order): OrderEvent[] {
  const { reason, at: since, trackingNumber = order.declaredNumber } = reply.data
  if (!order.declaredNumber || trackingNumber !== order.declaredNumber) return []
  return [reply, { type: 'hold.begun', data: { reason, since } }]
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
    case 'shipping.handed_over':
      return handedOver(reply, order, saga)
    case 'payments.captured':
      return isCapturedUnasked(order)
        ? [withRequests(reply, [])]
        : stepDone(reply, 'capture', order, saga)
    case 'inventory.rejected':
      return stepRefused(reply, 'stock', order)
    case 'payments.action_required':
      return actionRequired(reply, order)
    case 'payments.declined':
      return stepRefused(reply, 'money', order)
    case 'shipping.rejected':
      return stepRefused(reply, 'parcel', order)
    case 'payments.capture_refused':
      return captureRefused(reply, order)
    case 'payments.capture_pending':
      return captureSettling(reply, 'pending', order)
    case 'payments.capture_failed':
      return captureSettling(reply, 'due', order)
    case 'inventory.released':
      return stepCompensated(reply, 'stock', order)
    case 'payments.voided':
      return stepCompensated(reply, 'money', order)
    case 'payments.void_failed':
      return voidFailed(reply, order)
    case 'shipping.cancelled':
      // Sent before shipping heard of the declared hand-over, which it answers next.
      return order.declaredNumber ? [] : stepCompensated(reply, 'parcel', order)
    case 'payments.expired':
      return isUnderWay(order)
        ? [reply, ...cancelling(evolve(order, reply), reply.data.reason)]
        : []
    case 'payments.renewal_refused':
      return isUnderWay(order) && !order.captureEarly ? [reply] : []
    case 'shipping.cancel_refused':
      return cancelRefused(reply, order, saga)
    case 'shipping.settlement_refused':
      return settlementRefused(reply, order)
    case 'payments.capture_reversed':
      return captureReversed(reply, order)
    case 'payments.capture_restored':
      return order.reversedMinor ? [reply] : []
    case 'payments.refund_pending':
      return refundPending(reply, order)
    case 'payments.refunded':
    case 'payments.refund_refused':
    case 'payments.refund_failed':
      return refundSettled(reply, order)
  }
}
