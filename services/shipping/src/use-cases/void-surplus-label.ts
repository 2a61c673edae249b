import type { Deps } from '../deps.ts'
import { recordVoid } from '../store/abandoned-labels.ts'
import { findParcel } from '../store/parcels.ts'
import type { SurplusLabel } from '../store/surplus-labels.ts'

/** Voids a label that its parcel does not use. While the parcel's own booking is open, that may still find the label. */
export async function voidSurplusLabel(
  { db, log, carriers }: Pick<Deps, 'db' | 'log' | 'carriers'>,
  { orderId, carrier, trackingNumber }: SurplusLabel,
): Promise<'settled' | 'open'> {
  const parcel = await findParcel(db, orderId)
  if (parcel?.trackingNumber === trackingNumber) return 'settled'
  if (parcel?.task === 'book') return 'open'
  const { is } = await carriers[carrier].void(trackingNumber)
  if (is === 'unclear') return 'open'
  await recordVoid(db, { carrier, trackingNumber }, is)
  const what = { orderId, carrier, trackingNumber, outcome: is }
  log.warn(what, 'asked the carrier to void a label that its parcel does not use')
  return 'settled'
}
