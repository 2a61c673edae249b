import { inTransaction } from '@stoa/postgres'
import { AppError } from '@stoa/service'
import { leavingEvents, trackedEvent } from '../announcements.ts'
import type { Deps } from '../deps.ts'
import type { ExternalCarrier, Parcel } from '../parcel.ts'
import type { ParcelScans } from '../scans.ts'
import { isNumberKnown, lockNumbered, lockParcels, saveParcels } from '../store/parcels.ts'
import { insertScans } from '../store/scans.ts'
import { type Scan, scanParcel } from '../way.ts'

type Trx = Parameters<typeof saveParcels>[0]

async function recordScans(
  deps: Deps,
  trx: Trx,
  parcel: Parcel,
  scans: readonly Scan[],
): Promise<Parcel> {
  const { orderId } = parcel
  await insertScans(
    trx,
    scans.map(({ status, at }) => ({ orderId, status, at })),
  )
  const after = scans.reduce(scanParcel, parcel)
  if (after === parcel) return parcel
  await saveParcels(trx, [{ parcel: after }])
  await deps.outbox.add(trx, [...leavingEvents(parcel, after), ...trackedEvent(after)])
  return after
}

/**
 * Records scans under one number, in any order and any number of times, each for the parcel that had the number then; a scan
 * from before the first one is ignored. Undefined for an unknown number.
 */
export const track = (
  deps: Deps,
  carrier: ExternalCarrier,
  trackingNumber: string,
  scans: readonly Scan[],
): Promise<Parcel[] | undefined> =>
  inTransaction(deps.db, async (trx) => {
    const numbers = scans.map(({ at }) => ({ trackingNumber, at }))
    const scanned = await lockNumbered(trx, carrier, numbers)
    const parcels = [...new Set(scanned)].filter((parcel) => parcel !== undefined)
    if (parcels.length === 0 && !(await isNumberKnown(trx, carrier, trackingNumber)))
      return undefined
    const after: Parcel[] = []
    for (const parcel of parcels) {
      const its = scans.filter((_, index) => scanned[index] === parcel)
      after.push(await recordScans(deps, trx, parcel, its))
    }
    return after
  })

/**
 * Records the scans under each number, whatever becomes of the others: a carrier that repeats an event repeats all of it.
 * Throws `not_found` with the unknown numbers.
 */
export async function trackAll(
  deps: Deps,
  carrier: ExternalCarrier,
  scanned: readonly ParcelScans[],
): Promise<void> {
  const unknown: string[] = []
  for (const { trackingNumber, scans } of scanned)
    if (!(await track(deps, carrier, trackingNumber, scans))) unknown.push(trackingNumber)
  if (unknown.length > 0)
    throw new AppError('not_found', `there is no parcel with the number ${unknown.join(', ')}`)
}

/** Records a scan by a driver of the own fleet. */
export const scan = (deps: Deps, orderId: string, scanned: Scan): Promise<Parcel> =>
  inTransaction(deps.db, async (trx) => {
    const [parcel] = await lockParcels(trx, [orderId])
    if (!parcel?.trackingNumber)
      throw new AppError('not_found', `there is no booked parcel for order ${orderId}`)
    if (parcel.carrier !== 'own-fleet')
      throw new AppError(
        'conflict',
        'only own-fleet parcels can be scanned here; a carrier reports its own scans',
      )
    return recordScans(deps, trx, parcel, [scanned])
  })
