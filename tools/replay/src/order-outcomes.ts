import type { StatusChange } from '@stoa/load'

type Outcome = 'shipped' | 'cancelled'

export interface OrderOutcomes {
  onChanges(changes: readonly StatusChange[]): void
  /** Resolves when the order is shipped or cancelled; at once when that was observed before. */
  waitFor(orderId: string): Promise<Outcome>
}

const maxOutcomes = 200_000

/** Keeps the latest outcomes of orders, for those that placed the orders to wait for. */
export function trackOrderOutcomes(): OrderOutcomes {
  const outcomes = new Map<string, Outcome>()
  const waiters = new Map<string, ((outcome: Outcome) => void)[]>()
  return {
    onChanges(changes) {
      for (const { orderId, status } of changes) {
        if (status === 'confirmed' || status === 'ready') continue
        outcomes.set(orderId, status)
        for (const resolve of waiters.get(orderId) ?? []) resolve(status)
        waiters.delete(orderId)
      }
      for (const [orderId] of outcomes) {
        if (outcomes.size <= maxOutcomes) break
        outcomes.delete(orderId)
      }
    },
    waitFor(orderId) {
      const outcome = outcomes.get(orderId)
      if (outcome) return Promise.resolve(outcome)
      return new Promise((resolve) =>
        waiters.set(orderId, [...(waiters.get(orderId) ?? []), resolve]),
      )
    },
  }
}
