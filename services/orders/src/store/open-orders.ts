import { isOpen, type Order } from '../order.ts'

/** More than are under way at any moment under full load. */
const limit = 5_000

const orders = new Map<string, Order>()

/** Keeps open orders as they were committed, so that the next step need not read their events again. */
export function remember(committed: readonly Order[]): void {
  for (const order of committed) {
    orders.delete(order.orderId)
    if (isOpen(order)) orders.set(order.orderId, order)
  }
  for (const orderId of orders.keys()) {
    if (orders.size <= limit) break
    orders.delete(orderId)
  }
}

/** The order if this version of it is remembered; another replica may have changed it since. */
export function recall(orderId: string, version: number): Order | undefined {
  const order = orders.get(orderId)
  return order?.version === version ? order : undefined
}
