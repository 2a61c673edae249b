import type { StatusChange } from '../follow-orders.ts'
import type { HistoryWriter } from './history.ts'
import type { LatencyHistogram } from './latency-histogram.ts'

export interface OrderCounts {
  readonly confirmed: number
  readonly shipped: number
  readonly cancelled: number
  /** Accepted, and neither shipped nor cancelled yet. */
  readonly open: number
  /** When the last confirmation was observed, by performance.now(). */
  readonly lastConfirmedMs: number
}

export interface OrderTracker {
  onAccepted(orderId: string, intendedMs: number): void
  onChanges(changes: readonly StatusChange[], atMs: number): void
  counts(): OrderCounts
  /** Whether `counts().open` is above 0, without making an object. */
  readonly hasOpenOrders: boolean
}

interface OpenOrder {
  readonly intendedMs: number
  confirmed: boolean
}

const maxEarlyOrders = 50_000

/** Tracks the status of the orders that this client placed, and ignores those of others. */
export function createOrderTracker(
  history: HistoryWriter,
  confirmLatencies: LatencyHistogram,
): OrderTracker {
  const open = new Map<string, OpenOrder>()
  // A change may be observed before the response that accepts its order.
  let early = new Map<string, { change: StatusChange; atMs: number }[]>()
  const counts = { confirmed: 0, shipped: 0, cancelled: 0, lastConfirmedMs: 0 }

  const apply = (order: OpenOrder, { orderId, status }: StatusChange, atMs: number) => {
    if (status !== 'cancelled' && !order.confirmed) {
      order.confirmed = true
      counts.confirmed += 1
      counts.lastConfirmedMs = atMs
      confirmLatencies.record(atMs - order.intendedMs)
      history.add({ time: Math.round(performance.timeOrigin + atMs), orderId, seen: 'confirmed' })
    }
    if (status === 'confirmed' || status === 'ready') return
    counts[status] += 1
    open.delete(orderId)
  }

  return {
    onAccepted(orderId, intendedMs) {
      const order = { intendedMs, confirmed: false }
      open.set(orderId, order)
      const earlyChanges = early.get(orderId)
      if (!earlyChanges) return
      early.delete(orderId)
      for (const { change, atMs } of earlyChanges) apply(order, change, atMs)
    },
    onChanges(changes, atMs) {
      for (const change of changes) {
        const order = open.get(change.orderId)
        if (order) apply(order, change, atMs)
        else early.set(change.orderId, [...(early.get(change.orderId) ?? []), { change, atMs }])
      }
      if (early.size > maxEarlyOrders) early = new Map([...early].slice(-maxEarlyOrders / 2))
    },
    counts: () => ({ ...counts, open: open.size }),
    get hasOpenOrders() {
      return open.size > 0
    },
  }
}
