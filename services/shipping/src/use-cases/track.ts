import { inTransaction } from '@stoa/postgres'
import { AppError } from '@stoa/service'
import { trackedAnswer } from '../answers.ts'
import type { OtherCarrier } from '../clients/carrier.ts'
import type { Deps } from '../deps.ts'
import { type Parcel, type Scan, scanParcel } from '../parcel.ts'
import { insertScans, lockByTrackingNumber, lockParcels, saveParcels } from '../store.ts'

type Trx = Parameters<typeof saveParcels>[0]

async function keep(deps: Deps, trx: Trx, parcel: Parcel, scans: readonly Scan[]): Promise<Parcel> {
  const { orderId } = parcel
  await insertScans(
    trx,
    scans.map(({ status, at }) => ({ orderId, status, at })),
  )
  const after = scans.reduce(scanParcel, parcel)
  if (after === parcel) return parcel
  await saveParcels(trx, [{ parcel: after }])
  await deps.outbox.add(trx, trackedAnswer(after))
  return after
}

/** Scans of one parcel in any order, any number of times. A number that is not known (yet) is `not_found`. */
export const track = (
  deps: Deps,
  carrier: OtherCarrier,
  trackingNumber: string,
  scans: readonly Scan[],
): Promise<Parcel> =>
  inTransaction(deps.db, async (trx) => {
    const [parcel] = await lockByTrackingNumber(trx, carrier, trackingNumber)
    if (!parcel) throw new AppError('not_found', 'no parcel has this tracking number')
    return keep(deps, trx, parcel, scans)
  })

/** A scan by our own driver. */
export const scan = (deps: Deps, orderId: string, scanned: Scan): Promise<Parcel> =>
  inTransaction(deps.db, async (trx) => {
    const [parcel] = await lockParcels(trx, [orderId])
    if (!parcel?.trackingNumber) throw new AppError('not_found', `no parcel for order ${orderId}`)
    if (parcel.carrier !== 'own-fleet')
      throw new AppError('conflict', 'parcels of other carriers are scanned by them')
    return keep(deps, trx, parcel, [scanned])
  })
