import {
  shippingBooked,
  shippingCancelled,
  shippingRejected,
  shippingTracked,
} from '@stoa/contracts'
import { type Announcement, announce } from '@stoa/events'
import type { Parcel } from './parcel.ts'
import type { Published } from './topology.ts'

/** The reply to a booking; none while the carrier has still to book it. */
export function bookingReply(
  parcel: Parcel,
  traceparent?: string,
): Announcement<Published> | undefined {
  const { orderId, carrier, trackingNumber, status } = parcel
  const trace = traceparent ?? parcel.traceparent ?? undefined
  if (status === 'pending') return undefined
  if (status === 'cancelled')
    return announce(shippingRejected, orderId, { orderId, reason: 'cancelled' }, trace)
  if (carrier === null || trackingNumber === null)
    return announce(
      shippingRejected,
      orderId,
      { orderId, reason: parcel.reason ?? 'refused by the carrier' },
      trace,
    )
  return announce(shippingBooked, orderId, { orderId, carrier, trackingNumber }, trace)
}

export const cancelledReply = (orderId: string, traceparent?: string): Announcement<Published> =>
  announce(shippingCancelled, orderId, { orderId }, traceparent)

export function trackedEvent(parcel: Parcel): Announcement<Published>[] {
  const { orderId, customerId, trackingNumber, status, scannedAt } = parcel
  const moved =
    status === 'in_transit' ||
    status === 'out_for_delivery' ||
    status === 'delivered' ||
    status === 'exception'
  if (!moved || !customerId || !trackingNumber || !scannedAt) return []
  const at = scannedAt.toISOString()
  const data = { orderId, customerId, trackingNumber, status, at }
  return [announce(shippingTracked, orderId, data, parcel.traceparent ?? undefined)]
}
