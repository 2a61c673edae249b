import type { orderShipped } from '@stoa/contracts'
import { type ReceivedOf, takeFromInbox } from '@stoa/events'
import { inTransaction } from '@stoa/postgres'
import type { Deps } from '../deps.ts'
import { notHeld } from '../metrics.ts'
import { endReservations, lockReservations } from '../store/reservations.ts'
import { moveReserved } from '../store/stock.ts'

/** Moves the stock of shipped orders from reserved to sold; lost pieces count as sold. An order that holds none is counted and logged. */
export async function sell(
  deps: Deps,
  batch: readonly ReceivedOf<typeof orderShipped>[],
): Promise<void> {
  const notReserved = await inTransaction(deps.db, async (trx) => {
    const fresh = await takeFromInbox(trx, batch)
    if (fresh.length === 0) return []
    const orderIds = [...new Set(fresh.map(({ message }) => message.data.orderId))]
    const reservations = await lockReservations(trx, orderIds)
    const held = reservations.flatMap((one) => (one.status === 'held' ? [one.orderId] : []))
    const lost = reservations.flatMap((one) => (one.status === 'lost' ? [one.orderId] : []))
    if (held.length + lost.length > 0) {
      await endReservations(
        trx,
        [...held, ...lost].map((orderId) => ({ orderId, status: 'sold', reason: null })),
      )
      await moveReserved(trx, held, 'sold')
    }
    const sold = new Set([
      ...held,
      ...lost,
      ...reservations.flatMap((one) => (one.status === 'sold' ? [one.orderId] : [])),
    ])
    return orderIds.filter((orderId) => !sold.has(orderId))
  })
  if (notReserved.length === 0) return
  notHeld.inc({ messaging_destination_name: 'order.shipped' }, notReserved.length)
  deps.log.warn({ orderIds: notReserved }, 'orders shipped without reserved stock; stock unchanged')
}
