import type { Address } from '@stoa/contracts'
import { AppError } from '@stoa/service'
import type { Parcel } from '../parcel.ts'

export interface Label {
  readonly carrier: string
  readonly trackingNumber: string
  readonly orderId: string
  readonly address: Address
  readonly weightGrams: number
  readonly pieces: number
}

const names = { 'own-fleet': 'STOA FLEET', fedex: 'FEDEX', ups: 'UPS' } as const

/** Throws `conflict` for a parcel without a label: not booked yet, rejected or cancelled. */
export function labelOf(parcel: Parcel): Label {
  const { orderId, status, carrier, trackingNumber, address, weightGrams, pieces } = parcel
  if (status === 'cancelled') throw new AppError('conflict', 'the parcel was cancelled')
  if (!carrier || !trackingNumber || !address)
    throw new AppError('conflict', 'the parcel is not booked yet')
  return {
    carrier: names[carrier],
    trackingNumber,
    orderId,
    address,
    weightGrams: weightGrams ?? 0,
    pieces: pieces ?? 0,
  }
}
