import { inventoryRejected, type inventoryReserve, inventoryReserved } from '@stoa/contracts'
import { type Announcement, announce, enqueue, type ReceivedOf, takeFromInbox } from '@stoa/events'
import { inTransaction } from '@stoa/postgres'
import type { Deps } from '../deps.ts'
import { reservations } from '../metrics.ts'
import { type Order, reserveAll, takenFrom } from '../reserve-all.ts'
import {
  claimReservations,
  type Reservation,
  readReservations,
  rejectReservations,
} from '../store/reservations.ts'
import { holdStock, lockStock } from '../store/stock.ts'

type Reserve = ReceivedOf<typeof inventoryReserve>
type Outcome = Pick<Reservation, 'status' | 'reason' | 'skus'>

/** The same answer whenever it is asked for; an order that was released in between does not get its stock again. */
function answer(outcome: Outcome, orderId: string, traceparent?: string): Announcement {
  if (outcome.status === 'held' || outcome.status === 'sold')
    return announce(inventoryReserved, orderId, { orderId }, traceparent)
  const reason = outcome.status === 'released' ? 'cancelled' : (outcome.reason ?? 'cancelled')
  const data = { orderId, reason, skus: [...outcome.skus] }
  return announce(inventoryRejected, orderId, data, traceparent)
}

/** Gives each order of the batch its stock, first come first served, or says which SKUs stand in the way. */
export async function reserve(deps: Deps, batch: readonly Reserve[]): Promise<void> {
  const counts = await inTransaction(deps.db, async (trx) => {
    const fresh = await takeFromInbox(trx, batch)
    if (fresh.length === 0) return { held: 0, rejected: 0, repeated: 0 }
    const asked = new Map<string, Order>()
    for (const { message } of fresh)
      if (!asked.has(message.data.orderId)) asked.set(message.data.orderId, message.data)

    const claimed = await claimReservations(trx, [...asked.keys()])
    const orders = [...asked.values()].filter(({ orderId }) => claimed.has(orderId))
    const skus = new Set(orders.flatMap(({ lines }) => lines.map(({ sku }) => sku)))
    const decisions = reserveAll(orders, await lockStock(trx, [...skus]))
    const held = decisions.filter((decision) => decision.outcome === 'held')
    const rejected = decisions.filter((decision) => decision.outcome === 'rejected')
    await holdStock(trx, held, takenFrom(held))
    await rejectReservations(trx, rejected)

    const outcomes = new Map<string, Outcome>()
    for (const { orderId } of held)
      outcomes.set(orderId, { status: 'held', reason: null, skus: [] })
    for (const { orderId, reason, skus } of rejected)
      outcomes.set(orderId, { status: 'rejected', reason, skus })
    const known = [...asked.keys()].filter((orderId) => !claimed.has(orderId))
    if (known.length > 0)
      for (const found of await readReservations(trx, known)) outcomes.set(found.orderId, found)

    await enqueue(
      trx,
      fresh.flatMap(({ message: { data, traceparent } }) => {
        const outcome = outcomes.get(data.orderId)
        return outcome ? [answer(outcome, data.orderId, traceparent)] : []
      }),
    )
    return {
      held: held.length,
      rejected: rejected.length,
      repeated: fresh.length - held.length - rejected.length,
    }
  })
  for (const [outcome, count] of Object.entries(counts)) reservations.inc({ outcome }, count)
}
