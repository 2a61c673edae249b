import { afterCommit, inTransaction } from '@stoa/postgres'
import { backOffMs } from '@stoa/work'
import { bookingReplies } from '../announcements.ts'
import type { Deps } from '../deps.ts'
import {
  applyCarrierResult,
  type CarrierResult,
  contradictedBy,
  isStale,
  issuedLabelOf,
  type Parcel,
} from '../parcel.ts'
import { declaredHoldersOf } from '../store/holders.ts'
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
  deps: Pick<Deps, 'db' | 'outbox' | 'log'>,
  results: readonly CarrierResult[],
): Promise<readonly Recorded[]> {
  return inTransaction(deps.db, async (trx) => {
    const issued = results.flatMap(issuedLabelOf)
    const holders = await declaredHoldersOf(trx, issued)
    const locked = await lockParcels(trx, [...results.map(({ orderId }) => orderId), ...holders])
    const contradicted = locked.flatMap((parcel) => contradictedBy(parcel, issued) ?? [])
    // Their number has to be free before the label's parcel gets it.
    await saveParcels(
      trx,
      contradicted.map((parcel) => ({ parcel })),
    )
    const parcels = new Map(
      [...locked, ...contradicted].map((parcel) => [parcel.orderId, parcel] as const),
    )
    const recorded: Recorded[] = []
    const changes = new Map<string, ChangedParcel>()
    for (const result of results) {
      const parcel = parcels.get(result.orderId)
      const applies = parcel !== undefined && !isStale(result, parcel)
      if (applies) changes.set(parcel.orderId, changeOf(parcel, result))
      recorded.push(applies ? 'applied' : 'stale')
    }
    // A label whose lease was lost: the parcel may have another one by now.
    const stale = results.filter((_, index) => recorded[index] === 'stale')
    await saveSurplusLabels(trx, stale.flatMap(issuedLabelOf))
    await saveParcels(trx, [...changes.values()])
    const booked = [...changes.values()]
      .map(({ parcel }) => parcel)
      .filter(({ orderId, status }) => status !== parcels.get(orderId)?.status)
    await deps.outbox.add(trx, booked.flatMap(bookingReplies))
    afterCommit(trx, () => {
      for (const { orderId, carrier, declaredNumber } of contradicted)
        deps.log.warn(
          { orderId, carrier, declaredNumber },
          'the carrier gave the number of a declared hand-over to another order; listed as contradicted',
        )
    })
    return recorded
  })
}
