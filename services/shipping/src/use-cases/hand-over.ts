import type { Carrier } from '@stoa/contracts'
import { inTransaction } from '@stoa/postgres'
import { leavingEvents } from '../announcements.ts'
import type { Deps } from '../deps.ts'
import { lockByTrackingNumbers, saveParcels } from '../store/parcels.ts'
import { handOver } from '../way.ts'

export interface Manifest {
  readonly carrier: Carrier
  readonly trackingNumbers: readonly string[]
  readonly at: Date
}

export interface ManifestLine {
  readonly trackingNumber: string
  readonly result: 'handed_over' | 'cancelled' | 'unknown'
}

/** Records that the carrier has these parcels. A repeated manifest has the same answer and no second effect. */
export const handOverParcels = (
  deps: Pick<Deps, 'db' | 'outbox'>,
  { carrier, trackingNumbers, at }: Manifest,
): Promise<ManifestLine[]> =>
  inTransaction(deps.db, async (trx) => {
    const before = await lockByTrackingNumbers(trx, carrier, trackingNumbers)
    const changes = before.map((parcel) => ({ before: parcel, parcel: handOver(parcel, at) }))
    await saveParcels(
      trx,
      changes.filter((change) => change.parcel !== change.before),
    )
    await deps.outbox.add(
      trx,
      changes.flatMap((change) => leavingEvents(change.before, change.parcel)),
    )
    const handedOver = new Map(
      changes.map(({ parcel }) => [parcel.trackingNumber, parcel.handedOverAt !== null]),
    )
    return trackingNumbers.map((trackingNumber) => {
      const known = handedOver.get(trackingNumber)
      const result = known ? 'handed_over' : known === undefined ? 'unknown' : 'cancelled'
      return { trackingNumber, result }
    })
  })
