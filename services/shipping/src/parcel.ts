import type { Address, Carrier } from '@stoa/contracts'

export const scanStatuses = ['in_transit', 'out_for_delivery', 'delivered', 'exception'] as const
export type ScanStatus = (typeof scanStatuses)[number]
export const parcelStatuses = [
  'pending',
  'booked',
  'rejected',
  'cancelled',
  'handed_over',
  ...scanStatuses,
] as const
/** What became of a cancelled parcel that left: it is here again, it is lost to us, or its customer paid for it. */
export const leftOutcomes = ['returned', 'lost', 'paid'] as const
export type LeftOutcome = (typeof leftOutcomes)[number]
export type ParcelStatus = (typeof parcelStatuses)[number]

export type ExternalCarrier = Exclude<Carrier, 'own-fleet'>
export const isExternal = (carrier: Carrier | null): carrier is ExternalCarrier =>
  carrier === 'fedex' || carrier === 'ups'

/** The task that the carrier worker has to do next. */
export type Task = 'book' | 'void'

export interface Parcel {
  readonly orderId: string
  /** Null, like carrier and contents, on the tombstone of a cancellation that came before its booking. */
  readonly customerId: string | null
  readonly carrier: Carrier | null
  readonly status: ParcelStatus
  readonly trackingNumber: string | null
  /** The number under which it was declared to have left, unless its own label has it. */
  readonly declaredNumber: string | null
  readonly reason: string | null
  readonly address: Address | null
  readonly weightGrams: number | null
  readonly pieces: number | null
  readonly task: Task | null
  /** How often its task was claimed after the first lease: the fencing token of the current one. */
  readonly attempts: number
  readonly scannedAt: Date | null
  /** When the carrier or our driver took it over: it cannot be cancelled any more. */
  readonly handedOverAt: Date | null
  /** When a cancelled parcel left all the same. */
  readonly leftAt: Date | null
  /** When the authorisation of its money ends; null where none is known, or the money is captured. */
  readonly heldUntil: Date | null
  readonly traceparent: string | null
}

export interface BookCommand {
  readonly orderId: string
  readonly customerId: string
  readonly carrier: Carrier
  readonly address: Address
  readonly weightGrams: number
  readonly pieces: number
  readonly heldUntil?: string | null | undefined
}

/** An own-fleet parcel is booked at once; any other is booked by the carrier worker after the commit. */
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
    declaredNumber: null,
    reason: null,
    task: own ? null : 'book',
    attempts: 0,
    scannedAt: null,
    handedOverAt: null,
    leftAt: null,
    heldUntil: command.heldUntil ? new Date(command.heldUntil) : null,
    traceparent,
  }
}

export const tombstone = (orderId: string, reason: string): Parcel => ({
  orderId,
  customerId: null,
  carrier: null,
  status: 'cancelled',
  trackingNumber: null,
  declaredNumber: null,
  reason,
  address: null,
  weightGrams: null,
  pieces: null,
  task: null,
  attempts: 0,
  scannedAt: null,
  handedOverAt: null,
  leftAt: null,
  heldUntil: null,
  traceparent: null,
})

/** An external carrier may have a label by now, which the carrier worker voids. A parcel that was handed over stays as it is. */
export function cancelParcel(parcel: Parcel, reason: string): Parcel {
  if (parcel.status === 'cancelled' || parcel.status === 'rejected') return parcel
  if (parcel.handedOverAt) return parcel
  const task = parcel.carrier === 'own-fleet' ? null : 'void'
  return { ...parcel, status: 'cancelled', reason, task }
}

export type BookingOutcome =
  | { readonly is: 'booked'; readonly trackingNumber: string }
  | { readonly is: 'rejected'; readonly reason: string }
  /** There may be a label: it is searched for before another one is bought. */
  | { readonly is: 'unclear' }

function applyBooking(parcel: Parcel, outcome: BookingOutcome): Parcel {
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

/** A carrier that refuses to void may have the parcel: its scan shows that it left. */
const applyVoid = (parcel: Parcel, { is }: VoidOutcome): Parcel =>
  is === 'unclear' ? parcel : { ...parcel, task: null }

interface ResultBase {
  readonly orderId: string
  readonly carrier: Carrier | null
  /** The fencing token under which the task was done: the parcel's `attempts` when it was claimed. */
  readonly attempts: number
}
export type CarrierResult =
  | (ResultBase & { readonly task: 'book'; readonly outcome: BookingOutcome })
  | (ResultBase & { readonly task: 'void'; readonly outcome: VoidOutcome })

export const applyCarrierResult = (parcel: Parcel, result: CarrierResult): Parcel =>
  result.task === 'book' ? applyBooking(parcel, result.outcome) : applyVoid(parcel, result.outcome)

/** Whether another worker has claimed the task since. */
export const isStale = ({ attempts }: CarrierResult, parcel: Parcel): boolean =>
  parcel.attempts !== attempts

/** The label that a carrier has issued, when the result tells of one. */
export const issuedLabelOf = ({ orderId, carrier, task, outcome }: CarrierResult) =>
  task === 'book' && outcome.is === 'booked' && isExternal(carrier)
    ? [{ orderId, carrier, trackingNumber: outcome.trackingNumber }]
    : []

type IssuedLabel = ReturnType<typeof issuedLabelOf>[number]

/** A number that was declared gives way to the label of another order, which has it for certain; it stays as what was declared. */
export function contradictedBy(parcel: Parcel, labels: readonly IssuedLabel[]): Parcel | undefined {
  const { orderId, carrier, trackingNumber, declaredNumber } = parcel
  if (trackingNumber === null || trackingNumber !== declaredNumber) return undefined
  const gives = labels.some(
    (label) =>
      label.orderId !== orderId &&
      label.carrier === carrier &&
      label.trackingNumber === trackingNumber,
  )
  return gives ? { ...parcel, trackingNumber: null } : undefined
}

/** The number under which a parcel is known to others. */
export const numberOf = ({ trackingNumber, declaredNumber }: Parcel): string | null =>
  trackingNumber ?? declaredNumber
