import type { Carrier } from '@stoa/contracts'
import { isFleetNumber } from './fleet-number.ts'
import { cancelParcel, type Parcel } from './parcel.ts'

/** What an order manager declared to have become of a parcel. */
export interface DeclaredParcel {
  readonly orderId: string
  readonly customerId: string
  readonly carrier: Carrier
  readonly trackingNumber?: string | undefined
  readonly outcome: 'cancelled' | 'handed_over'
}

/**
 * Why the parcel cannot have left under the declared number; undefined when it can. `holder` is the order that the number
 * is known to belong to. A parcel that is known to have left keeps its number, whatever is declared.
 */
export function refusalOf(
  { orderId, carrier, trackingNumber, outcome }: DeclaredParcel,
  parcel: Parcel | undefined,
  holder: string | undefined,
): string | undefined {
  if (outcome === 'cancelled' || parcel?.handedOverAt) return undefined
  if (!trackingNumber)
    return parcel?.trackingNumber ? undefined : 'the hand-over was declared without its number'
  if (holder === orderId) return undefined
  // The customer sees why the order is on hold: no other order is named.
  if (holder) return `${trackingNumber} is the tracking number of another order`
  if (carrier === 'own-fleet' && isFleetNumber(trackingNumber))
    return `${trackingNumber} is a number of the own fleet, which gave it to no label of this order`
  return undefined
}

/**
 * The parcel as it was declared to be. A label that is bought for it later is voided; a cancelled parcel of which a scan or a
 * manifest shows that it left counts as left.
 */
export function settleParcel(parcel: Parcel, declared: DeclaredParcel, at: Date): Parcel {
  const { handedOverAt } = parcel
  if (declared.outcome === 'cancelled')
    return handedOverAt
      ? { ...parcel, status: 'cancelled', task: null, leftAt: handedOverAt, handedOverAt: null }
      : cancelParcel(parcel, 'settled')
  if (handedOverAt) return parcel
  const { customerId, carrier, trackingNumber = parcel.trackingNumber } = declared
  const declaredNumber = trackingNumber === parcel.trackingNumber ? null : trackingNumber
  return {
    ...{
      ...parcel,
      status: 'handed_over',
      reason: null,
      task: null,
      trackingNumber,
      declaredNumber,
    },
    ...{ customerId: parcel.customerId ?? customerId, carrier: parcel.carrier ?? carrier },
    // A booking that is under way has lost its lease: its label is one too many.
    attempts: parcel.attempts + 1,
    ...{ handedOverAt: parcel.leftAt ?? at, leftAt: null },
  }
}

/** `open`: the carrier has not answered yet; `refused`: it does not void the label, as for one that it has scanned. */
export const abandonedLabelStates = ['open', 'voided', 'refused'] as const
export const listedLabelStates = [...abandonedLabelStates, 'contradicted'] as const
export type AbandonedLabelState = (typeof abandonedLabelStates)[number]

/** A label that its parcel did not leave under. */
export interface AbandonedLabel {
  readonly orderId: string
  readonly carrier: Carrier
  readonly trackingNumber: string
  /** The number under which the parcel left. */
  readonly leftAs: string
}

/** The label of the parcel before, when the parcel has another number now. */
export function abandonedLabelOf(before: Parcel, { carrier, trackingNumber }: Parcel) {
  if (!carrier || !before.trackingNumber || !trackingNumber) return []
  if (before.trackingNumber === trackingNumber) return []
  const { orderId } = before
  const label: AbandonedLabel = {
    ...{ orderId, carrier, trackingNumber: before.trackingNumber, leftAs: trackingNumber },
  }
  return [label]
}
