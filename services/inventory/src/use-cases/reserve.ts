import { inventoryRejected, type inventoryReserve, inventoryReserved } from '@stoa/contracts'
import { type Announcement, announce, type ReceivedOf, takeFromInbox } from '@stoa/events'
import { inTransaction } from '@stoa/postgres'
import type { Deps } from '../deps.ts'
import { reservations } from '../metrics.ts'
import { type Order, type Rejected, reserveAll, totalAllocations } from '../reserve-all.ts'
import {
  claimReservations,
  type Reservation,
  readReservations,
  rejectReservations,
} from '../store/reservations.ts'
import { holdStock, lockStock } from '../store/stock.ts'
import type { Published } from '../topology.ts'

type Reserve = ReceivedOf<typeof inventoryReserve>
type Outcome = Pick<Reservation, 'status' | 'reason' | 'skus'> & Partial<Pick<Rejected, 'left'>>

/** A repeated command gets the same reply, except that an order released since is rejected. */
function replyOf(outcome: Outcome, orderId: string, traceparent?: string): Announcement<Published> {
  if (outcome.status === 'held' || outcome.status === 'sold')
    return announce(inventoryReserved, orderId, { orderId }, traceparent)
  const reason = outcome.status === 'released' ? 'cancelled' : (outcome.reason ?? 'cancelled')
  const left = outcome.left && { left: [...outcome.left] }
  const data = { orderId, reason, skus: [...outcome.skus], ...left }
  return announce(inventoryRejected, orderId, data, traceparent)
}

/** Reserves the stock of each order of the batch, first come, first served, or rejects the order. */
export async function reserve(deps: Deps, batch: readonly Reserve[]): Promise<void> {
  const counts = await inTransaction(deps.db, async (trx) => {
    const fresh = await takeFromInbox(trx, batch)
    if (fresh.length === 0) return { held: 0, rejected: 0, repeated: 0 }
    const requested = new Map<string, Order>()
    for (const { message } of fresh)
      if (!requested.has(message.data.orderId)) requested.set(message.data.orderId, message.data)

    const claimed = await claimReservations(trx, [...requested.keys()])
    const orders = [...requested.values()].filter(({ orderId }) => claimed.has(orderId))
    const skus = new Set(orders.flatMap(({ lines }) => lines.map(({ sku }) => sku)))
    const decisions = reserveAll(orders, await lockStock(trx, [...skus]))
    const held = decisions.filter((decision) => decision.outcome === 'held')
    const rejected = decisions.filter((decision) => decision.outcome === 'rejected')
    await holdStock(trx, held, totalAllocations(held))
    await rejectReservations(trx, rejected)

    const outcomes = new Map<string, Outcome>()
    for (const { orderId } of held)
      outcomes.set(orderId, { status: 'held', reason: null, skus: [] })
    for (const { orderId, reason, skus, left } of rejected)
      outcomes.set(orderId, { status: 'rejected', reason, skus, left })
    const decidedBefore = [...requested.keys()].filter((orderId) => !claimed.has(orderId))
    if (decidedBefore.length > 0)
      for (const found of await readReservations(trx, decidedBefore))
        outcomes.set(found.orderId, found)

    await deps.outbox.add(
      trx,
      fresh.flatMap(({ message: { data, traceparent } }) => {
        const outcome = outcomes.get(data.orderId)
        return outcome ? [replyOf(outcome, data.orderId, traceparent)] : []
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
