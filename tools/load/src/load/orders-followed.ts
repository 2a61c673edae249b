import type { SeenChange } from '../follow.ts'
import type { History } from './history.ts'
import type { Latencies } from './latencies.ts'

export interface Counts {
  readonly confirmed: number
  readonly shipped: number
  readonly cancelled: number
  /** Accepted, and neither shipped nor cancelled yet. */
  readonly open: number
  /** When the last order was seen confirmed, on the clock of performance.now(). */
  readonly lastConfirmedMs: number
}

export interface OrdersFollowed {
  accepted(orderId: string, intendedMs: number): void
  seen(changes: readonly SeenChange[], atMs: number): void
  counts(): Counts
  /** Some accepted order has come to no end yet; as `counts`, but free. */
  readonly anyOpen: boolean
}

interface Order {
  readonly intendedMs: number
  confirmed: boolean
}

const earlyLimit = 50_000

/** Keeps which of our orders stand where. A change may be seen before the answer that accepts its order. */
export function followOwnOrders(history: History, confirmLatencies: Latencies): OrdersFollowed {
  const open = new Map<string, Order>()
  let early = new Map<string, { change: SeenChange; atMs: number }[]>()
  const counts = { confirmed: 0, shipped: 0, cancelled: 0, lastConfirmedMs: 0 }

  const apply = (order: Order, { orderId, status }: SeenChange, atMs: number) => {
    if (status !== 'cancelled' && !order.confirmed) {
      order.confirmed = true
      counts.confirmed += 1
      counts.lastConfirmedMs = atMs
      confirmLatencies.record(atMs - order.intendedMs)
      history.add({ time: Math.round(performance.timeOrigin + atMs), orderId, seen: 'confirmed' })
    }
    if (status === 'confirmed') return
    counts[status] += 1
    open.delete(orderId)
  }

  return {
    accepted(orderId, intendedMs) {
      const order = { intendedMs, confirmed: false }
      open.set(orderId, order)
      const known = early.get(orderId)
      if (!known) return
      early.delete(orderId)
      for (const { change, atMs } of known) apply(order, change, atMs)
    },
    seen(changes, atMs) {
      for (const change of changes) {
        const order = open.get(change.orderId)
        if (order) apply(order, change, atMs)
        else early.set(change.orderId, [...(early.get(change.orderId) ?? []), { change, atMs }])
      }
      if (early.size > earlyLimit) early = new Map([...early].slice(-earlyLimit / 2))
    },
    counts: () => ({ ...counts, open: open.size }),
    get anyOpen() {
      return open.size > 0
    },
  }
}
