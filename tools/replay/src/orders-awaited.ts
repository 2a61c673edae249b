import type { SeenChange } from '@stoa/load'

type End = 'shipped' | 'cancelled'

export interface OrdersAwaited {
  seen(changes: readonly SeenChange[]): void
  /** Resolves when the order has come to its end, which may have been seen already. */
  ended(orderId: string): Promise<End>
}

const keptAtMost = 200_000

/** Lets those who placed orders wait for what becomes of them. */
export function awaitOrders(): OrdersAwaited {
  const ends = new Map<string, End>()
  const waiting = new Map<string, ((end: End) => void)[]>()
  return {
    seen(changes) {
      for (const { orderId, status } of changes) {
        if (status === 'confirmed') continue
        ends.set(orderId, status)
        for (const resolve of waiting.get(orderId) ?? []) resolve(status)
        waiting.delete(orderId)
      }
      for (const [orderId] of ends) {
        if (ends.size <= keptAtMost) break
        ends.delete(orderId)
      }
    },
    ended(orderId) {
      const end = ends.get(orderId)
      if (end) return Promise.resolve(end)
      return new Promise((resolve) =>
        waiting.set(orderId, [...(waiting.get(orderId) ?? []), resolve]),
      )
    },
  }
}
