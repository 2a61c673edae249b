import type { orderShipped } from '@stoa/contracts'
import { type ReceivedOf, takeFromInbox } from '@stoa/events'
import { inTransaction } from '@stoa/postgres'
import type { Deps } from '../deps.ts'
import { notHeld } from '../metrics.ts'
import { endReservations, lockReservations } from '../store/reservations.ts'
import { moveHeld } from '../store/stock.ts'

/** Shipped orders' stock leaves the house. One that holds none is left as it is and counted. */
export async function sell(
  deps: Deps,
  batch: readonly ReceivedOf<typeof orderShipped>[],
): Promise<void> {
  const left = await inTransaction(deps.db, async (trx) => {
    const fresh = await takeFromInbox(trx, batch)
    if (fresh.length === 0) return []
    const orderIds = [...new Set(fresh.map(({ message }) => message.data.orderId))]
    const found = await lockReservations(trx, orderIds)
    const held = found.filter(({ status }) => status === 'held').map(({ orderId }) => orderId)
    if (held.length > 0) {
      await endReservations(
        trx,
        held.map((orderId) => ({ orderId, status: 'sold', reason: null })),
      )
      await moveHeld(trx, held, 'sold')
    }
    const done = new Set([
      ...held,
      ...found.flatMap(({ status, orderId }) => (status === 'sold' ? [orderId] : [])),
    ])
    return orderIds.filter((orderId) => !done.has(orderId))
  })
  if (left.length === 0) return
  notHeld.inc({ messaging_destination_name: 'order.shipped' }, left.length)
  deps.log.warn({ orderIds: left }, 'shipped orders that hold no stock')
}
