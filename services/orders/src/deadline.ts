import type { Order } from './order.ts'
import { checkout, stepNames } from './saga.ts'

const defaultAgainMs = 10_000

const waiting = (order: Order) =>
  stepNames.filter((name) => order.steps[name] === 'asked' || order.steps[name] === 'undoing')

/** When somebody should ask again, if no reply has come by then. */
export function deadlineOf(order: Order, from: Date): Date {
  const againMs = waiting(order).map((name) => checkout[name].againMs)
  return new Date(from.getTime() + Math.min(defaultAgainMs, ...againMs))
}

/** Why the order is given up after waiting so long for a step, or undefined when it is not. */
export function givenUp(order: Order, waitedMs: number): string | undefined {
  const late = stepNames.find((name) => {
    const { withinMs } = checkout[name]
    return order.steps[name] === 'asked' && withinMs !== undefined && waitedMs >= withinMs
  })
  return late && `no answer about the ${late} in time`
}
