import { afterCommit, type Trx } from '@stoa/postgres'
import type { Deps } from '../deps.ts'
import { notWrittenOff } from '../metrics.ts'
import { endReservations, lockReservations, type Reservation } from '../store/reservations.ts'
import { lockLines, moveOnHandToSold, moveReserved, moveSoldToOnHand } from '../store/stock.ts'
import type { Database, ReservationStatus } from '../tables.ts'
import { coveredByStock } from '../write-off.ts'

const idsOf = (reservations: readonly Reservation[], ...statuses: ReservationStatus[]) =>
  reservations.flatMap((one) => (statuses.includes(one.status) ? [one.orderId] : []))

/**
 * Takes the goods of cancelled orders out of the stock, whether they were counted back already or not. Pieces that were
 * counted back and promised to others since cannot be taken; they are counted and logged.
 */
export async function takeOut(
  { log }: Pick<Deps, 'log'>,
  trx: Trx<Database>,
  orderIds: readonly string[],
  reason: string,
): Promise<void> {
  if (orderIds.length === 0) return
  const reservations = await lockReservations(trx, orderIds)
  const held = idsOf(reservations, 'held')
  // A parcel that came back leaves no second time, whichever of the two is heard of first.
  const here = reservations.filter(({ reason }) => reason !== 'returned')
  const released = idsOf(here, 'released')
  const { lines, stock } = await lockLines(trx, [...held, ...released])
  if (held.length > 0) await moveReserved(trx, held, 'sold')
  const covered = coveredByStock(released, lines, stock)
  await moveOnHandToSold(
    trx,
    lines.filter(({ orderId }) => covered.has(orderId)),
  )
  const lost = [...held, ...covered, ...idsOf(reservations, 'sold')]
  await endReservations(
    trx,
    lost.map((orderId) => ({ orderId, status: 'lost', reason })),
  )
  const uncovered = released.filter((orderId) => !covered.has(orderId))
  if (uncovered.length === 0) return
  afterCommit(trx, () => {
    notWrittenOff.inc(uncovered.length)
    log.error(
      { orderIds: uncovered },
      'goods of cancelled orders are gone, and their stock is promised to others; count the stock',
    )
  })
}

/** Counts the goods of cancelled orders back, whether they are held or were taken out of the stock before. */
export async function countBack(
  trx: Trx<Database>,
  orderIds: readonly string[],
  reason: string,
): Promise<void> {
  if (orderIds.length === 0) return
  const reservations = await lockReservations(trx, orderIds)
  const [held, gone] = [idsOf(reservations, 'held'), idsOf(reservations, 'sold', 'lost')]
  if (held.length > 0) await moveReserved(trx, held, 'on_hand')
  if (gone.length > 0) await moveSoldToOnHand(trx, gone)
  const back = [...held, ...gone, ...idsOf(reservations, 'released')]
  await endReservations(
    trx,
    back.map((orderId) => ({ orderId, status: 'released', reason })),
  )
}
