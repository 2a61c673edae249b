import type { Parcel, ParcelStatus, ScanStatus } from './parcel.ts'

export interface Scan {
  readonly status: ScanStatus
  readonly at: Date
}

const rank: Readonly<Record<ParcelStatus, number>> = {
  pending: 0,
  booked: 0,
  exception: 0,
  handed_over: 1,
  in_transit: 2,
  out_for_delivery: 3,
  delivered: 4,
  rejected: 5,
  cancelled: 5,
}

const isHere = ({ status, handedOverAt }: Parcel): boolean =>
  status === 'booked' || (status === 'exception' && handedOverAt === null)

/** Whether the parcel is still here, and the authorisation of its money has ended: it must not leave. */
export const isMoneyGone = (parcel: Parcel, now: Date): boolean =>
  isHere(parcel) && parcel.heldUntil !== null && now >= parcel.heldUntil

/** A cancelled parcel stays cancelled, and it is noted that it left. */
export function handOver(parcel: Parcel, at: Date): Parcel {
  const { status, handedOverAt, leftAt } = parcel
  switch (status) {
    case 'booked':
      return { ...parcel, status: 'handed_over', handedOverAt: at }
    case 'exception':
      return handedOverAt ? parcel : { ...parcel, handedOverAt: at }
    case 'cancelled':
      return leftAt ? parcel : { ...parcel, leftAt: at }
    case 'pending':
    case 'rejected':
    case 'handed_over':
    case 'in_transit':
    case 'out_for_delivery':
    case 'delivered':
      return parcel
  }
}

/**
 * Status only moves forward: a scan that is late, earlier or repeated changes nothing. Any scan but an exception shows that
 * the carrier has the parcel.
 */
export const scanParcel = (parcel: Parcel, scan: Scan): Parcel =>
  moveForward(scan.status === 'exception' ? parcel : handOver(parcel, scan.at), scan)

function moveForward(parcel: Parcel, { status, at }: Scan): Parcel {
  if (rank[parcel.status] >= rank.delivered || parcel.status === status) return parcel
  const late = parcel.scannedAt !== null && at < parcel.scannedAt
  const past = parcel.status === 'exception' && late && status !== 'delivered'
  const forward = status === 'exception' ? !late : rank[status] > rank[parcel.status] && !past
  return forward ? { ...parcel, status, scannedAt: late ? parcel.scannedAt : at } : parcel
}
