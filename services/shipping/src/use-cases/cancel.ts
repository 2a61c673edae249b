import type { shippingCancel } from '@stoa/contracts'
import { type ReceivedOf, takeFromInbox } from '@stoa/events'
import { afterCommit, inTransaction } from '@stoa/postgres'
import { cancelReply } from '../announcements.ts'
import type { Deps } from '../deps.ts'
import { cancelParcel, tombstone } from '../parcel.ts'
import { insertParcels, lockParcels, saveParcels } from '../store/parcels.ts'

type Cancel = ReceivedOf<typeof shippingCancel>

/**
 * Cancels the parcels of these orders, whether they are booked, being booked or not yet requested. One that was handed over
 * stays as it is, and its cancellation is refused.
 */
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
    const before = known.length > 0 ? await lockParcels(trx, known) : []
    const after = before.map((parcel) =>
      cancelParcel(parcel, reasons.get(parcel.orderId) ?? 'cancelled'),
    )
    // A booking under way keeps its lease: its label is voided when its number is known, or when the lease expires.
    const changed = after.flatMap((parcel, index) => (parcel === before[index] ? [] : [{ parcel }]))
    await saveParcels(trx, changed)
    const parcels = new Map([...tombstones, ...after].map((parcel) => [parcel.orderId, parcel]))
    await deps.outbox.add(
      trx,
      commands.flatMap(({ data, traceparent }) => {
        const parcel = parcels.get(data.orderId)
        return parcel ? [cancelReply(parcel, traceparent)] : []
      }),
    )
    if (changed.some(({ parcel }) => parcel.task)) afterCommit(trx, deps.claimNow)
  })
}
