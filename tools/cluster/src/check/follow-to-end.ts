import { setTimeout as wait } from 'node:timers/promises'
import { type Edge, type PlacedOrder, requestJson } from '@stoa/load'
import { handOverReady } from '../hand-over.ts'

/** `shipMs` is null unless the order was shipped in time. */
export interface FollowedOrder extends PlacedOrder {
  readonly shipMs: number | null
}

interface FollowOptions {
  /** Of the customer who placed the orders. */
  readonly token: string
  readonly withinMs: number
}

const pollMs = 200

/** Hands over the parcels of orders as they get ready, and reads each order until it is shipped. */
export async function followToEnd(
  edge: Pick<Edge, 'request' | 'token'>,
  orders: readonly PlacedOrder[],
  { token, withinMs }: FollowOptions,
): Promise<FollowedOrder[]> {
  const startedMs = performance.now()
  const followed = new Map<string, FollowedOrder>(
    orders.map((order) => [order.orderId, { ...order, shipMs: null }]),
  )
  for (;;) {
    const open = [...followed.values()].filter(isOpen)
    if (open.length === 0 || performance.now() - startedMs >= withinMs) break
    await handOverReady(edge, new Set(open.map(({ orderId }) => orderId)))
    for (const order of open) {
      const path = `/v1/orders/${order.orderId}`
      const { status } = await requestJson<{ status: string }>(edge, {
        ...{ method: 'GET', path, token },
      })
      const shipMs = status === 'shipped' ? Math.round(performance.now() - startedMs) : null
      followed.set(order.orderId, { ...order, status, shipMs })
    }
    await wait(pollMs)
  }
  return [...followed.values()]
}

const isOpen = ({ status, confirmMs, shipMs }: FollowedOrder) =>
  confirmMs !== null && shipMs === null && status !== 'cancelled'
