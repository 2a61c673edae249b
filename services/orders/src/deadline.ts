import type { Order } from './order.ts'
import { checkout, type StepName, stepNames } from './saga.ts'

const defaultRetryMs = 10_000
const longestRetryMs = 5 * 60_000
/** Longer than services are usually away. Their outboxes, inboxes and the broker deliver what was sent; this is for the rest. */
const holdAfterMs = 30 * 60_000

/** A provider that is away when the shopper's time ends delays the reply. */
const actionGraceMs = 60_000

const isWaiting = (state: Order['steps']['stock']) =>
  state === 'requested' || state === 'compensating'

const deadlineMsOf = (order: Order, name: StepName): number | undefined =>
  order.steps[name] === 'requested' ? checkout.steps[name]?.deadlineMs : undefined

/**
 * When the commands of everything under way are sent again, if no reply has come by then. Those that no deadline ends
 * are sent less and less often.
 */
export function deadlineOf(order: Order, from: Date, waitedMs = 0): Date {
  if (order.action) return actionDeadline(order.action)
  const waiting = stepNames.filter((name) => isWaiting(order.steps[name]))
  const retryMs = waiting.map((name) => checkout.steps[name]?.retryMs ?? defaultRetryMs)
  const shortestMs = Math.min(defaultRetryMs, ...retryMs)
  const ends = waiting.some((name) => deadlineMsOf(order, name) !== undefined)
  const backOffMs = ends ? 0 : Math.min(waitedMs, longestRetryMs)
  return new Date(from.getTime() + Math.max(shortestMs, backOffMs))
}

/** `payments` decides when the shopper's time is over; this is for a reply that never came. */
const actionDeadline = ({ expiresAt }: NonNullable<Order['action']>) =>
  new Date(Date.parse(expiresAt) + actionGraceMs)

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
  capture: 'capturing the money',
}

/** Why the order is put on hold after waiting so long for replies that no deadline ends; undefined while it is not. */
export function holdReason(order: Order, waitedMs: number): string | undefined {
  if (waitedMs < holdAfterMs) return undefined
  const steps = stepNames
    .filter((name) => isWaiting(order.steps[name]))
    .map((name) => actions[name])
  const refunds = order.refunds.some(({ status }) => status === 'requested') ? ['a refund'] : []
  if (steps.length + refunds.length === 0) return undefined
  return `no reply about ${[...steps, ...refunds].join(' and ')} for ${holdAfterMs / 60_000} minutes`
}
