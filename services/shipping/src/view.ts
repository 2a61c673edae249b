import type { Parcel, Scan } from './parcel.ts'

/** A parcel as its customer sees it. */
export const viewParcel = (parcel: Parcel, scans: readonly Scan[]) => ({
  orderId: parcel.orderId,
  carrier: parcel.carrier,
  status: parcel.status,
  trackingNumber: parcel.trackingNumber,
  ...(parcel.reason !== null && { reason: parcel.reason }),
  weightGrams: parcel.weightGrams,
  pieces: parcel.pieces,
  scans: scans.map(({ status, at }) => ({ status, at: at.toISOString() })),
})
