import { type inventoryRelease, inventoryReleased } from '@stoa/contracts'
import { announce, type ReceivedOf, takeFromInbox } from '@stoa/events'
import { inTransaction } from '@stoa/postgres'
import type { Deps } from '../deps.ts'
import { notHeld } from '../metrics.ts'
import { endReservations, insertTombstones, lockReservations } from '../store/reservations.ts'
import { moveReserved } from '../store/stock.ts'

/**
 * Moves the stock that the orders hold back to on hand. An order without a reservation gets a tombstone, which
 * rejects a reservation requested later. Sold stock stays sold: no `inventory.released`, counted and logged.
 */
export async function release(
  deps: Deps,
  batch: readonly ReceivedOf<typeof inventoryRelease>[],
): Promise<void> {
  const sold = await inTransaction(deps.db, async (trx) => {
    const fresh = await takeFromInbox(trx, batch)
    if (fresh.length === 0) return []
    const reasons = new Map(fresh.map(({ message: { data } }) => [data.orderId, data.reason]))
    const orderIds = [...reasons.keys()]
    await insertTombstones(trx, orderIds)
    const reservations = await lockReservations(trx, orderIds)

    const held = reservations.flatMap((one) => (one.status === 'held' ? [one.orderId] : []))
    if (held.length > 0) {
      const reasonOf = (orderId: string) => reasons.get(orderId) ?? 'cancelled'
      await endReservations(
        trx,
        held.map((orderId) => ({ orderId, status: 'released', reason: reasonOf(orderId) })),
      )
      await moveReserved(trx, held, 'on_hand')
    }

    const soldIds = new Set(
      reservations.flatMap((one) => (one.status === 'sold' ? [one.orderId] : [])),
    )
    await deps.outbox.add(
      trx,
      fresh
        .filter(({ message }) => !soldIds.has(message.data.orderId))
        .map(({ message: { data, traceparent } }) =>
          announce(inventoryReleased, data.orderId, { orderId: data.orderId }, traceparent),
        ),
    )
    return [...soldIds]
  })
  if (sold.length === 0) return
  notHeld.inc({ messaging_destination_name: 'inventory.release' }, sold.length)
  deps.log.warn({ orderIds: sold }, 'release of sold stock ignored; the stock stays sold')
}
