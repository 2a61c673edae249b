import type { Address, Carrier } from '@stoa/contracts'

export const scanStatuses = ['in_transit', 'out_for_delivery', 'delivered', 'exception'] as const
export type ScanStatus = (typeof scanStatuses)[number]
export type ParcelStatus = 'pending' | 'booked' | 'rejected' | 'cancelled' | ScanStatus

/** What is still to be asked of the carrier. */
export type Task = 'book' | 'void'

export interface Parcel {
  readonly orderId: string
  /** Null, like carrier and contents, on the tombstone of a cancellation that came first. */
  readonly customerId: string | null
  readonly carrier: Carrier | null
  readonly status: ParcelStatus
  readonly trackingNumber: string | null
  readonly reason: string | null
  readonly address: Address | null
  readonly weightGrams: number | null
  readonly pieces: number | null
  readonly task: Task | null
  /** How often its task was taken up again: there may be an effect of an earlier time. */
  readonly attempts: number
  readonly scannedAt: Date | null
  readonly traceparent: string | null
}

export interface BookCommand {
  readonly orderId: string
  readonly customerId: string
  readonly carrier: Carrier
  readonly address: Address
  readonly weightGrams: number
  readonly pieces: number
}

/** Own vans need nobody's leave; a carrier is asked later, outside the transaction. */
export function newParcel(
  command: BookCommand,
  fleetNumber: string | null,
  traceparent: string | null,
): Parcel {
  const own = command.carrier === 'own-fleet'
  return {
    ...command,
    status: own ? 'booked' : 'pending',
    trackingNumber: own ? fleetNumber : null,
    reason: null,
    task: own ? null : 'book',
    attempts: 0,
    scannedAt: null,
    traceparent,
  }
}

export const tombstone = (orderId: string, reason: string): Parcel => ({
  orderId,
  customerId: null,
  carrier: null,
  status: 'cancelled',
  trackingNumber: null,
  reason,
  address: null,
  weightGrams: null,
  pieces: null,
  task: null,
  attempts: 0,
  scannedAt: null,
  traceparent: null,
})

/** A parcel with a carrier leaves a label to be voided, or one that may be there. */
export function cancelParcel(parcel: Parcel, reason: string): Parcel {
  if (parcel.status === 'cancelled' || parcel.status === 'rejected') return parcel
  const ours = parcel.carrier === 'own-fleet'
  return { ...parcel, status: 'cancelled', reason, task: ours ? null : 'void' }
}

export type BookingOutcome =
  | { readonly is: 'booked'; readonly trackingNumber: string }
  | { readonly is: 'rejected'; readonly reason: string }
  /** Nobody knows whether there is a label: ask before another is bought. */
  | { readonly is: 'unclear' }

export function bookingEnded(parcel: Parcel, outcome: BookingOutcome): Parcel {
  const cancelled = parcel.status === 'cancelled'
  if (!cancelled && parcel.status !== 'pending') return parcel
  switch (outcome.is) {
    case 'booked':
      return cancelled
        ? { ...parcel, trackingNumber: outcome.trackingNumber, task: 'void' }
        : { ...parcel, status: 'booked', trackingNumber: outcome.trackingNumber, task: null }
    case 'rejected':
      return cancelled
        ? { ...parcel, task: null }
        : { ...parcel, status: 'rejected', reason: outcome.reason, task: null }
    case 'unclear':
      return parcel
  }
}

export type VoidOutcome = { readonly is: 'voided' | 'refused' | 'unclear' }

/** A carrier that refuses has the parcel on its way: it comes back as any other return. */
export const voidEnded = (parcel: Parcel, { is }: VoidOutcome): Parcel =>
  is === 'unclear' ? parcel : { ...parcel, task: null }

export interface Scan {
  readonly status: ScanStatus
  readonly at: Date
}

const rank: Readonly<Record<ParcelStatus, number>> = {
  pending: 0,
  booked: 0,
  exception: 0,
  in_transit: 1,
  out_for_delivery: 2,
  delivered: 3,
  rejected: 4,
  cancelled: 4,
}

/** Status only moves forward: what is late, came before or is told twice changes nothing. */
export function scanParcel(parcel: Parcel, { status, at }: Scan): Parcel {
  if (rank[parcel.status] >= rank.delivered || parcel.status === status) return parcel
  const late = parcel.scannedAt !== null && at < parcel.scannedAt
  const past = parcel.status === 'exception' && late && status !== 'delivered'
  const forward = status === 'exception' ? !late : rank[status] > rank[parcel.status] && !past
  return forward ? { ...parcel, status, scannedAt: late ? parcel.scannedAt : at } : parcel
}
