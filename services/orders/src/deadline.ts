import { handOverWithinDays, settleWithinDays } from '@stoa/contracts'
import type { Order } from './order.ts'
import { checkout, type StepName, stepNames } from './saga.ts'

const defaultRetryMs = 10_000
const longestRetryMs = 5 * 60_000
/** Longer than services are usually away. Their outboxes, inboxes and the broker deliver what was sent; this is for the rest. */
const holdAfterMs = 30 * 60_000

/** A provider that is away when the shopper's time ends delays the reply. */
const actionGraceMs = 60_000

const dayMs = 86_400_000
const handOverWithinMs = handOverWithinDays * dayMs
/** Finance takes over what is due for longer. */
const settleWithinMs = settleWithinDays * dayMs
const firstDueRetryMs = 60_000
const longestDueRetryMs = 6 * 3_600_000

/** Authorisations of cards and PayPal expire; those on account do not. */
export interface WaitPolicy {
  /** The money of a ready order is captured after it has waited for so long; absent: not before the hand-over. */
  readonly captureReadyAfterMs?: number | undefined
}

/** How long the order waits for its hand-over before its money is captured; undefined when it is not. */
export const capturesAfterMs = (order: Order, policy: WaitPolicy): number | undefined =>
  order.status === 'ready' && order.steps.capture === 'idle' && order.payment.type !== 'account'
    ? order.captureEarly
      ? 0
      : policy.captureReadyAfterMs
    : undefined

/** Whether the step's command, or its compensation's, is sent again until there is a reply. */
export const sendsCommand = (order: Order, name: StepName): boolean =>
  order.steps[name] === 'compensating' ||
  (order.steps[name] === 'requested' && checkout.steps[name]?.retryMs !== undefined) ||
  (name === 'handover' && order.steps[name] === 'requested' && order.declaredNumber !== undefined)

const refundWaits = (order: Order): boolean =>
  order.steps.capture === 'done' && order.refunds.some(({ status }) => status === 'requested')

const isDue = (order: Order): boolean => order.steps.capture === 'due'

/** What the provider has and has not settled; undefined when that is nothing. */
function unsettled(order: Order): string | undefined {
  if (order.steps.capture === 'pending') return 'the capture'
  return order.refunds.some(({ status }) => status === 'pending') ? 'a refund' : undefined
}

/** Steps whose reply is late after minutes, unlike that of money which the provider has still to settle. */
const lateSteps = (order: Order): StepName[] =>
  stepNames.filter(
    (name) => sendsCommand(order, name) && !(name === 'money' && order.returnPending),
  )

/** How long the order may wait for the outside; undefined while it waits for a reply to a command. */
export function waitsForOutsideMs(order: Order): number | undefined {
  if (stepNames.some((name) => sendsCommand(order, name)) || refundWaits(order) || isDue(order))
    return undefined
  if (unsettled(order)) return settleWithinMs
  return order.steps.handover === 'requested' ? handOverWithinMs : undefined
}

const deadlineMsOf = (order: Order, name: StepName): number | undefined =>
  order.steps[name] === 'requested' ? checkout.steps[name]?.deadlineMs : undefined

function waitMs(order: Order, policy: WaitPolicy, waitedMs: number): number {
  const outsideMs = waitsForOutsideMs(order)
  if (outsideMs !== undefined)
    return Math.min(outsideMs, capturesAfterMs(order, policy) ?? outsideMs)
  const waiting = stepNames.filter((name) => sendsCommand(order, name))
  const waitsForProvider = waiting.length === 0 ? isDue(order) : lateSteps(order).length === 0
  if (waitsForProvider) return Math.min(Math.max(firstDueRetryMs, waitedMs), longestDueRetryMs)
  const retryMs = waiting.map((name) => checkout.steps[name]?.retryMs ?? defaultRetryMs)
  const shortestMs = Math.min(defaultRetryMs, ...retryMs)
  const ends = waiting.some((name) => deadlineMsOf(order, name) !== undefined)
  return Math.max(shortestMs, ends ? 0 : Math.min(waitedMs, longestRetryMs))
}

/** `payments` decides when the shopper's time is over; this is for a reply that never came. */
const actionDeadline = ({ expiresAt }: NonNullable<Order['action']>) =>
  new Date(Date.parse(expiresAt) + actionGraceMs)

/**
 * When the commands of everything under way are sent again, if no reply has come by then. Those that no deadline ends
 * are sent less and less often. An order that waits for the outside has until then.
 */
export const deadlineOf = (
  order: Order,
  from: Date,
  policy: WaitPolicy = {},
  waitedMs = 0,
): Date =>
  order.action
    ? actionDeadline(order.action)
    : new Date(from.getTime() + waitMs(order, policy, waitedMs))

/** Why the order is given up after waiting so long for a step; undefined while it is not. */
export function givenUp(order: Order, waitedMs: number, now: Date): string | undefined {
  if (order.action && now < actionDeadline(order.action)) return undefined
  const late = stepNames.find(
    (name) => waitedMs >= (deadlineMsOf(order, name) ?? Number.POSITIVE_INFINITY),
  )
  return late && `no reply about the ${late} in time`
}

const actions: Readonly<Record<StepName, string>> = {
  stock: 'releasing the stock',
  money: 'giving the money back',
  parcel: 'cancelling the parcel',
  handover: 'handing the parcel over',
  capture: 'capturing the money',
}

/** Why the order is put on hold after waiting so long for what no deadline ends; undefined while it is not. */
export function holdReason(order: Order, waitedMs: number): string | undefined {
  const outsideMs = waitsForOutsideMs(order)
  if (outsideMs !== undefined) {
    const pending = unsettled(order)
    const what = pending ? `${pending} is not settled` : 'the parcel is not handed over'
    return waitedMs < outsideMs ? undefined : `${what} after ${outsideMs / dayMs} days`
  }
  const waiting = lateSteps(order)
  const refunds = refundWaits(order) ? ['a refund'] : []
  if (waiting.length + refunds.length === 0) {
    if (waitedMs < settleWithinMs || !(isDue(order) || order.returnPending)) return undefined
    const what = isDue(order) ? 'the money cannot be captured' : 'the money is not given back'
    return `${what}, tried for ${settleWithinDays} days`
  }
  if (waitedMs < holdAfterMs) return undefined
  const steps = waiting.map((name) => actions[name])
  return `no reply about ${[...steps, ...refunds].join(' and ')} for ${holdAfterMs / 60_000} minutes`
}
