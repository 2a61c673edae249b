import type { shippingLeftCancelled } from '@stoa/contracts'
import { type ReceivedOf, takeFromInbox } from '@stoa/events'
import { inTransaction } from '@stoa/postgres'
import type { Deps } from '../deps.ts'
import { notWrittenOff } from '../metrics.ts'
import { endReservations, lockReservations } from '../store/reservations.ts'
import { lockLines, moveOnHandToSold, moveReserved } from '../store/stock.ts'
import { coveredByStock } from '../write-off.ts'

/**
 * Takes the goods of cancelled parcels that left out of the stock, whether they were counted back already or not. Pieces that
 * were counted back and promised to others since cannot be taken; they are counted and logged.
 */
export async function writeOff(
  deps: Deps,
  batch: readonly ReceivedOf<typeof shippingLeftCancelled>[],
): Promise<void> {
  const uncovered = await inTransaction(deps.db, async (trx) => {
    const fresh = await takeFromInbox(trx, batch)
    if (fresh.length === 0) return []
    const reservations = await lockReservations(trx, [
      ...new Set(fresh.map(({ message }) => message.data.orderId)),
    ])
    const idsOf = (status: string) =>
      reservations.flatMap((one) => (one.status === status ? [one.orderId] : []))
    const [held, released] = [idsOf('held'), idsOf('released')]
    const { lines, stock } = await lockLines(trx, [...held, ...released])
    if (held.length > 0) await moveReserved(trx, held, 'sold')
    const covered = coveredByStock(released, lines, stock)
    await moveOnHandToSold(
      trx,
      lines.filter(({ orderId }) => covered.has(orderId)),
    )
    await endReservations(
      trx,
      [...held, ...covered].map((orderId) => ({ orderId, status: 'lost', reason: 'left' })),
    )
    return released.filter((orderId) => !covered.has(orderId))
  })
  if (uncovered.length === 0) return
  notWrittenOff.inc(uncovered.length)
  deps.log.error(
    { orderIds: uncovered },
    'parcels of cancelled orders left, and their stock is promised to others; count the stock',
  )
}
