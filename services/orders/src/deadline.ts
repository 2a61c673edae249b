import type { Order } from './order.ts'
import { checkout, stepNames } from './saga.ts'

const defaultRetryMs = 10_000

const isWaiting = (state: Order['steps']['stock']) =>
  state === 'requested' || state === 'compensating'

/** When the steps under way are requested again, if no reply has come by then. */
export function deadlineOf(order: Order, from: Date): Date {
  const retryMs = stepNames
    .filter((name) => isWaiting(order.steps[name]))
    .map((name) => checkout.steps[name]?.retryMs ?? defaultRetryMs)
  return new Date(from.getTime() + Math.min(defaultRetryMs, ...retryMs))
}

/** Why the order is given up after waiting so long for a step; undefined while it is not. */
export function givenUp(order: Order, waitedMs: number): string | undefined {
  const late = stepNames.find((name) => {
    const { deadlineMs = Number.POSITIVE_INFINITY } = checkout.steps[name] ?? {}
    return order.steps[name] === 'requested' && waitedMs >= deadlineMs
  })
  return late && `no reply about the ${late} in time`
}
