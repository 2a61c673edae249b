import type { shippingCancel } from '@stoa/contracts'
import { type ReceivedOf, takeFromInbox } from '@stoa/events'
import { afterCommit, inTransaction } from '@stoa/postgres'
import { cancelledReply } from '../announcements.ts'
import type { Deps } from '../deps.ts'
import { cancelParcel, tombstone } from '../parcel.ts'
import { insertParcels, lockParcels, saveParcels } from '../store/parcels.ts'

type Cancel = ReceivedOf<typeof shippingCancel>

/** Cancels the parcels of these orders, whether they are booked, being booked or not yet requested. */
export async function cancel(deps: Deps, batch: readonly Cancel[]): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    const fresh = await takeFromInbox(trx, batch)
    const commands = [...new Map(fresh.map(({ message }) => [message.data.orderId, message]))]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, message]) => message)
    if (commands.length === 0) return
    const reasons = new Map(commands.map(({ data }) => [data.orderId, data.reason]))
    const tombstones = commands.map(({ data }) => tombstone(data.orderId, data.reason))
    const inserted = await insertParcels(trx, tombstones, deps.leaseMs)
    const known = commands.map(({ data }) => data.orderId).filter((id) => !inserted.has(id))
    const changed = (known.length > 0 ? await lockParcels(trx, known) : []).flatMap((before) => {
      const parcel = cancelParcel(before, reasons.get(before.orderId) ?? 'cancelled')
      // A booking under way keeps its lease: its label is voided when its number is known, or when the lease expires.
      return parcel === before ? [] : [{ parcel }]
    })
    await saveParcels(trx, changed)
    await deps.outbox.add(
      trx,
      commands.map(({ data, traceparent }) => cancelledReply(data.orderId, traceparent)),
    )
    if (changed.some(({ parcel }) => parcel.task)) afterCommit(trx, deps.claimNow)
  })
}
