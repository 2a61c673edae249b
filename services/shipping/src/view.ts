import { carrier, orderId } from '@stoa/contracts'
import { z } from 'zod'
import { type Parcel, parcelStatuses, type Scan, scanStatuses } from './parcel.ts'

export const parcelAnswer = z.object({
  orderId,
  carrier: carrier.nullable(),
  status: z.enum(parcelStatuses),
  trackingNumber: z.string().nullable(),
  reason: z.string().optional(),
  weightGrams: z.int().nullable(),
  pieces: z.int().nullable(),
  scans: z.array(z.object({ status: z.enum(scanStatuses), at: z.iso.datetime() })),
})

export const ratesAnswer = z.object({
  rates: z.array(
    z.object({
      carrier,
      service: z.string(),
      amountMinor: z.int(),
      currency: z.string(),
      estimated: z.boolean(),
    }),
  ),
})

/** A parcel as its customer sees it. */
export const viewParcel = (
  parcel: Parcel,
  scans: readonly Scan[],
): z.infer<typeof parcelAnswer> => ({
  orderId: parcel.orderId,
  carrier: parcel.carrier,
  status: parcel.status,
  trackingNumber: parcel.trackingNumber,
  ...(parcel.reason !== null && { reason: parcel.reason }),
  weightGrams: parcel.weightGrams,
  pieces: parcel.pieces,
  scans: scans.map(({ status, at }) => ({ status, at: at.toISOString() })),
})
