import type { Carrier } from '@stoa/contracts'
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
  return {
    ...{ ...parcel, status: 'handed_over', reason: null, task: null, trackingNumber },
    ...{ customerId: parcel.customerId ?? customerId, carrier: parcel.carrier ?? carrier },
    // A booking that is under way has lost its lease: its label is one too many.
    attempts: parcel.attempts + 1,
    ...{ handedOverAt: parcel.leftAt ?? at, leftAt: null },
  }
}
