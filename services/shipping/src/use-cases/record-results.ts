import { inTransaction } from '@stoa/postgres'
import { backOffMs } from '@stoa/work'
import { bookingReplies } from '../announcements.ts'
import type { Deps } from '../deps.ts'
import {
  applyCarrierResult,
  type CarrierResult,
  isStale,
  type Parcel,
  surplusLabelOf,
} from '../parcel.ts'
import { type ChangedParcel, lockParcels, saveParcels } from '../store/parcels.ts'
import { saveSurplusLabels } from '../store/surplus-labels.ts'

export type Recorded = 'applied' | 'stale'

const retries = { firstMs: 500, maxMs: 10_000 }

function changeOf(before: Parcel, result: CarrierResult): ChangedParcel {
  const parcel = applyCarrierResult(before, result)
  const dueMs = result.outcome.is === 'unclear' ? backOffMs(before.attempts + 1, retries) : 0
  return { parcel, dueMs }
}

/** Records a batch of carriers' results with the replies that they cause, in one transaction. */
export async function recordResults(
  deps: Pick<Deps, 'db' | 'outbox'>,
  results: readonly CarrierResult[],
): Promise<readonly Recorded[]> {
  return inTransaction(deps.db, async (trx) => {
    const parcels = new Map(
      (
        await lockParcels(
          trx,
          results.map(({ orderId }) => orderId),
        )
      ).map((parcel) => [parcel.orderId, parcel]),
    )
    const recorded: Recorded[] = []
    const changes = new Map<string, ChangedParcel>()
    for (const result of results) {
      const parcel = parcels.get(result.orderId)
      const applies = parcel !== undefined && !isStale(result, parcel)
      if (applies) changes.set(parcel.orderId, changeOf(parcel, result))
      recorded.push(applies ? 'applied' : 'stale')
    }
    await saveSurplusLabels(
      trx,
      results.flatMap((result, index) => surplusLabelOf(result, recorded[index] === 'stale')),
    )
    await saveParcels(trx, [...changes.values()])
    const booked = [...changes.values()]
      .map(({ parcel }) => parcel)
      .filter(({ orderId, status }) => status !== parcels.get(orderId)?.status)
    await deps.outbox.add(trx, booked.flatMap(bookingReplies))
    return recorded
  })
}
