import type { Carrier } from '@stoa/contracts'
import { inTransaction } from '@stoa/postgres'
import { leavingEvents } from '../announcements.ts'
import type { Deps } from '../deps.ts'
import type { Parcel } from '../parcel.ts'
import { lockNumbered, saveParcels } from '../store/parcels.ts'
import { handOver, isMoneyGone } from '../way.ts'

export interface Manifest {
  readonly carrier: Carrier
  readonly trackingNumbers: readonly string[]
  readonly at: Date
}

export interface ManifestLine {
  readonly trackingNumber: string
  readonly result: 'handed_over' | 'cancelled' | 'unknown' | 'money_not_held'
  /** Of one whose money is not held: when its authorisation ended. */
  readonly heldUntil?: Date
}

function lineOf(trackingNumber: string, parcel: Parcel | undefined, now: Date): ManifestLine {
  if (!parcel) return { trackingNumber, result: 'unknown' }
  if (parcel.handedOverAt) return { trackingNumber, result: 'handed_over' }
  return isMoneyGone(parcel, now) && parcel.heldUntil
    ? { trackingNumber, result: 'money_not_held', heldUntil: parcel.heldUntil }
    : { trackingNumber, result: 'cancelled' }
}

/**
 * Records that the carrier has these parcels, except those whose authorisation has ended: they must not leave, whatever time
 * the manifest names. A repeated manifest has no second effect.
 */
export const handOverParcels = (
  deps: Pick<Deps, 'db' | 'outbox' | 'now'>,
  { carrier, trackingNumbers, at }: Manifest,
): Promise<ManifestLine[]> =>
  inTransaction(deps.db, async (trx) => {
    const numbers = trackingNumbers.map((trackingNumber) => ({ trackingNumber, at }))
    const known = (await lockNumbered(trx, carrier, numbers)).filter((one) => one !== undefined)
    // Read once the parcels are locked, which may take a while.
    const now = deps.now()
    const changes = known.map((parcel) => ({
      before: parcel,
      parcel: isMoneyGone(parcel, now) ? parcel : handOver(parcel, at),
    }))
    await saveParcels(
      trx,
      changes.filter((change) => change.parcel !== change.before),
    )
    await deps.outbox.add(
      trx,
      changes.flatMap((change) => leavingEvents(change.before, change.parcel)),
    )
    const numbered = new Map(changes.map(({ parcel }) => [parcel.trackingNumber, parcel]))
    return trackingNumbers.map((number) => lineOf(number, numbered.get(number), now))
  })
