import type { orderSettled } from '@stoa/contracts'
import { type ReceivedOf, takeFromInbox } from '@stoa/events'
import { afterCommit, inTransaction } from '@stoa/postgres'
import { leavingEvents } from '../announcements.ts'
import type { Deps } from '../deps.ts'
import { tombstone } from '../parcel.ts'
import { settleParcel } from '../settle-parcel.ts'
import { insertParcels, lockParcels, saveParcels } from '../store/parcels.ts'

/** Records what order managers declared to have become of parcels. */
export async function settle(
  deps: Deps,
  batch: readonly ReceivedOf<typeof orderSettled>[],
): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    const fresh = await takeFromInbox(trx, batch)
    const declared = fresh.flatMap(({ message: { data } }) =>
      data.step === 'parcel' ? [data] : [],
    )
    const byOrder = new Map(declared.map((data) => [data.orderId, data]))
    if (byOrder.size === 0) return
    const orderIds = [...byOrder.keys()].sort()
    const unknown = orderIds.map((orderId) => tombstone(orderId, 'settled'))
    await insertParcels(trx, unknown, deps.leaseMs)
    const changes = (await lockParcels(trx, orderIds)).flatMap((before) => {
      const data = byOrder.get(before.orderId)
      const parcel = data ? settleParcel(before, data, deps.now()) : before
      return parcel === before ? [] : [{ before, parcel }]
    })
    await saveParcels(trx, changes)
    await deps.outbox.add(
      trx,
      changes.flatMap(({ before, parcel }) => leavingEvents(before, parcel)),
    )
    if (changes.some(({ parcel }) => parcel.task)) afterCommit(trx, deps.claimNow)
  })
}
