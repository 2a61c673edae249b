import type { shippingBook } from '@stoa/contracts'
import { type ReceivedOf, takeFromInbox } from '@stoa/events'
import { afterCommit, inTransaction } from '@stoa/postgres'
import { bookingReplies } from '../announcements.ts'
import type { Deps } from '../deps.ts'
import { newParcel, type Parcel } from '../parcel.ts'
import { insertParcels, lockParcels, saveParcels } from '../store/parcels.ts'

type Book = ReceivedOf<typeof shippingBook>

const byOrder = (a: Book, b: Book) => (a.message.data.orderId < b.message.data.orderId ? -1 : 1)

async function parcelsFor(deps: Deps, commands: readonly Book[]): Promise<Parcel[]> {
  const parcels: Parcel[] = []
  for (const { message } of commands) {
    const { data, traceparent = null } = message
    const own = data.carrier === 'own-fleet'
    parcels.push(newParcel(data, own ? await deps.nextFleetNumber() : null, traceparent))
  }
  return parcels
}

/**
 * Books own-fleet parcels; those of a carrier go to the carrier worker once they are committed. A booking that is repeated may
 * say that the money is captured by now.
 */
export async function book(deps: Deps, batch: readonly Book[]): Promise<void> {
  const leasedAtMs = performance.now()
  await inTransaction(deps.db, async (trx) => {
    const fresh = await takeFromInbox(trx, batch)
    const commands = [...new Map(fresh.map((item) => [item.message.data.orderId, item])).values()]
    if (commands.length === 0) return
    const parcels = await parcelsFor(deps, commands.sort(byOrder))
    const inserted = await insertParcels(trx, parcels, deps.leaseMs)
    const known = parcels.filter(({ orderId }) => !inserted.has(orderId))
    const before =
      known.length > 0
        ? await lockParcels(
            trx,
            known.map(({ orderId }) => orderId),
          )
        : []
    const paid = new Set(
      commands.flatMap(({ message: { data } }) => (data.heldUntil === null ? data.orderId : [])),
    )
    await saveParcels(
      trx,
      before
        .filter(({ orderId, heldUntil }) => heldUntil && paid.has(orderId))
        .map((parcel) => ({ parcel: { ...parcel, heldUntil: null } })),
    )
    const created = parcels.filter(({ orderId }) => inserted.has(orderId))
    const replies = [...created, ...before].flatMap(bookingReplies)
    await deps.outbox.add(trx, replies)
    const tasks = created.filter(({ task }) => task === 'book')
    if (tasks.length > 0) afterCommit(trx, () => deps.begin(tasks, leasedAtMs))
  })
}
