import type { Carrier } from '@stoa/contracts'
import { inTransaction } from '@stoa/postgres'
import { leavingEvents } from '../announcements.ts'
import type { Deps } from '../deps.ts'
import { lockNumbered, saveParcels } from '../store/parcels.ts'
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
    const numbers = trackingNumbers.map((trackingNumber) => ({ trackingNumber, at }))
    const known = (await lockNumbered(trx, carrier, numbers)).filter((one) => one !== undefined)
    const changes = known.map((parcel) => ({ before: parcel, parcel: handOver(parcel, at) }))
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
      const left = handedOver.get(trackingNumber)
      const result = left ? 'handed_over' : left === undefined ? 'unknown' : 'cancelled'
      return { trackingNumber, result }
    })
  })
