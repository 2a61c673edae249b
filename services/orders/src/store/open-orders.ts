import { isOpen, type Order } from '../order.ts'
import type { Progress } from '../progress.ts'

/** More than are under way at any moment under full load. */
const limit = 5_000

export interface Remembered {
  readonly order: Order
  readonly progress: Progress
}

const orders = new Map<string, Remembered>()

/** Keeps open orders as they were committed, so that the next step need not read their events again. */
export function remember(committed: readonly Remembered[]): void {
  for (const { order, progress } of committed) {
    orders.delete(order.orderId)
    if (isOpen(order)) orders.set(order.orderId, { order, progress })
  }
  for (const orderId of orders.keys()) {
    if (orders.size <= limit) break
    orders.delete(orderId)
  }
}

/** The order if this version of it is remembered; another replica may have changed it since. */
export function recall(orderId: string, version: number): Remembered | undefined {
  const known = orders.get(orderId)
  return known?.order.version === version ? known : undefined
}
