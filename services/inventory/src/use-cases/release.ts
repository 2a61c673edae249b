import { type inventoryRelease, inventoryReleased } from '@stoa/contracts'
import { announce, enqueue, type ReceivedOf, takeFromInbox } from '@stoa/events'
import { inTransaction } from '@stoa/postgres'
import type { Deps } from '../deps.ts'
import { notHeld } from '../metrics.ts'
import { endReservations, leaveTombstones, lockReservations } from '../store/reservations.ts'
import { moveHeld } from '../store/stock.ts'

/**
 * Puts what the orders hold back on the shelf. An order that never reserved gets a tombstone, one that
 * holds nothing is told so; sold stock stays sold and is counted.
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
    await leaveTombstones(trx, orderIds)
    const found = await lockReservations(trx, orderIds)

    const held = found.filter(({ status }) => status === 'held').map(({ orderId }) => orderId)
    if (held.length > 0) {
      const reasonOf = (orderId: string) => reasons.get(orderId) ?? 'cancelled'
      await endReservations(
        trx,
        held.map((orderId) => ({ orderId, status: 'released', reason: reasonOf(orderId) })),
      )
      await moveHeld(trx, held, 'on_hand')
    }

    const soldIds = new Set(found.flatMap((one) => (one.status === 'sold' ? [one.orderId] : [])))
    await enqueue(
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
  deps.log.warn({ orderIds: sold }, 'asked to release stock that has been sold')
}
