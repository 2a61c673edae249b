import { carrier, orderId } from '@stoa/contracts'
import { z } from 'zod'
import { leftOutcomes, type Parcel, parcelStatuses, scanStatuses } from './parcel.ts'
import { listedLabelStates } from './settle-parcel.ts'
import type { Scan } from './way.ts'

export const parcelAnswer = z.object({
  orderId,
  carrier: carrier.nullable(),
  status: z.enum(parcelStatuses),
  trackingNumber: z.string().nullable(),
  reason: z.string().optional(),
  /** Absent until the carrier or our driver has taken the parcel over. */
  handedOverAt: z.iso.datetime().optional(),
  weightGrams: z.int().nullable(),
  pieces: z.int().nullable(),
  scans: z.array(z.object({ status: z.enum(scanStatuses), at: z.iso.datetime() })),
})

export const readyParcelsAnswer = z.object({
  parcels: z.array(
    z.object({
      orderId,
      carrier,
      trackingNumber: z.string(),
      weightGrams: z.int(),
      bookedAt: z.iso.datetime(),
    }),
  ),
})

export const manifestAnswer = z.object({
  parcels: z.array(
    z.object({
      trackingNumber: z.string(),
      /**
       * `cancelled`: its order was cancelled, and the parcel must not leave; `unknown`: the carrier has no such parcel;
       * `money_not_held`: the authorisation of its money has ended, and the parcel was not handed over and must not leave.
       */
      result: z.enum(['handed_over', 'cancelled', 'unknown', 'money_not_held']),
      /** Of one whose money is not held: when its authorisation ended. */
      heldUntil: z.iso.datetime().optional(),
    }),
  ),
})

export const leftParcelsAnswer = z.object({
  parcels: z.array(
    z.object({
      orderId,
      carrier,
      trackingNumber: z.string(),
      reason: z.string(),
      leftAt: z.iso.datetime(),
    }),
  ),
})

export const abandonedLabelsAnswer = z.object({
  labels: z.array(
    z.object({
      orderId,
      carrier,
      trackingNumber: z.string(),
      /** The number under which the parcel left; null where that is unknown. */
      leftAs: z.string().nullable(),
      /**
       * `open`: the carrier has not answered yet; `refused`: it does not void the label, as for one that it has scanned;
       * `contradicted`: the hand-over was declared under this number, which the carrier gave to the label of another order.
       */
      state: z.enum(listedLabelStates),
      abandonedAt: z.iso.datetime(),
    }),
  ),
})

export const settledLeftAnswer = z.object({ orderId, outcome: z.enum(leftOutcomes) })

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
  ...(parcel.handedOverAt && { handedOverAt: parcel.handedOverAt.toISOString() }),
  weightGrams: parcel.weightGrams,
  pieces: parcel.pieces,
  scans: scans.map(({ status, at }) => ({ status, at: at.toISOString() })),
})
