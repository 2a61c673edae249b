import type { orderSettled } from '@stoa/contracts'
import { type ReceivedOf, takeFromInbox } from '@stoa/events'
import { afterCommit, inTransaction } from '@stoa/postgres'
import { handOverReplies, leavingEvents, refusedSettlement } from '../announcements.ts'
import type { Deps } from '../deps.ts'
import { isExternal, type Parcel, tombstone } from '../parcel.ts'
import { abandonedLabelOf, type DeclaredParcel, refusalOf, settleParcel } from '../settle-parcel.ts'
import { saveAbandonedLabels } from '../store/abandoned-labels.ts'
import { holdersOf, numberKey } from '../store/holders.ts'
import { insertParcels, lockParcels, saveParcels } from '../store/parcels.ts'
import { saveSurplusLabels } from '../store/surplus-labels.ts'

interface Refusal {
  readonly orderId: string
  readonly reason: string
  /** The number that was declared. */
  readonly trackingNumber: string | undefined
  /** The order that has the number. */
  readonly holder: string | undefined
}

/** Splits what was declared into what can be recorded and what cannot, with the reason. Of two with one number, the first counts. */
function judge(
  declared: readonly DeclaredParcel[],
  known: ReadonlyMap<string, Parcel>,
  holders: Map<string, string>,
) {
  const accepted = new Map<string, DeclaredParcel>()
  const refused: Refusal[] = []
  for (const one of declared) {
    const { orderId, trackingNumber, carrier } = one
    const key = trackingNumber && numberKey({ carrier, trackingNumber })
    const holder = key ? holders.get(key) : undefined
    const reason = refusalOf(one, known.get(orderId), holder)
    if (reason) refused.push({ orderId, reason, trackingNumber, holder })
    else accepted.set(orderId, one)
    if (!reason && key) holders.set(key, orderId)
  }
  return { accepted, refused }
}

/** Records what order managers declared to have become of parcels, and answers what cannot be. */
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
    const locked = await lockParcels(trx, orderIds)
    const known = new Map(locked.map((parcel) => [parcel.orderId, parcel]))
    const all = orderIds.flatMap((orderId) => byOrder.get(orderId) ?? [])
    const { accepted, refused } = judge(all, known, await holdersOf(trx, all))
    const unknown = [...accepted.keys()].filter((orderId) => !known.has(orderId))
    const tombstones = unknown.map((orderId) => tombstone(orderId, 'settled'))
    if (tombstones.length > 0) await insertParcels(trx, tombstones, deps.leaseMs)
    const at = deps.now()
    const settled = (await lockParcels(trx, [...accepted.keys()])).flatMap((before) => {
      const data = accepted.get(before.orderId)
      return data ? [{ data, before, parcel: settleParcel(before, data, at) }] : []
    })
    const changes = settled.filter(({ before, parcel }) => parcel !== before)
    await saveParcels(trx, changes)
    const abandoned = changes.flatMap(({ before, parcel }) => abandonedLabelOf(before, parcel))
    await saveAbandonedLabels(trx, abandoned, at)
    await saveSurplusLabels(
      trx,
      abandoned.flatMap(({ carrier, ...label }) =>
        isExternal(carrier) ? [{ ...label, carrier }] : [],
      ),
    )
    await deps.outbox.add(trx, [
      ...refused.map((refusal) => refusedSettlement(refusal, at)),
      ...settled.flatMap(({ data, before, parcel }) =>
        data.outcome === 'handed_over' ? handOverReplies(parcel) : leavingEvents(before, parcel),
      ),
    ])
    afterCommit(trx, () => {
      for (const { reason: refusal, ...parcel } of refused)
        deps.log.warn({ ...parcel, refusal }, 'refused a hand-over as it was declared')
      if (changes.some(({ parcel }) => parcel.task)) deps.claimNow()
    })
  })
}
