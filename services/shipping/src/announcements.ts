import {
  shippingBooked,
  shippingCancelled,
  shippingCancelRefused,
  shippingHandedOver,
  shippingLeftCancelled,
  shippingRejected,
  shippingSettlementRefused,
  shippingTracked,
} from '@stoa/contracts'
import { type Announcement, announce } from '@stoa/events'
import { numberOf, type Parcel } from './parcel.ts'
import type { Published } from './topology.ts'

/** The way of a parcel after its booking has traces of its own: a manifest may hold the parcels of many orders. */
function handedOverEvent(parcel: Parcel): Announcement<Published>[] {
  const { orderId, carrier, handedOverAt, traceparent } = parcel
  const trackingNumber = numberOf(parcel)
  if (!carrier || !trackingNumber || !handedOverAt) return []
  const data = { orderId, carrier, trackingNumber, at: handedOverAt.toISOString() }
  return [announce(shippingHandedOver, orderId, data, { linkedTo: [traceparent] })]
}

/** What other services hear of a parcel that has left: handed over, or gone although it was cancelled. */
export function leavingEvents(before: Parcel, after: Parcel): Announcement<Published>[] {
  if (!before.handedOverAt && after.handedOverAt) return handedOverEvent(after)
  const { orderId, carrier, leftAt, traceparent } = after
  const trackingNumber = numberOf(after)
  if (before.leftAt || !leftAt || !carrier || !trackingNumber) return []
  const data = { orderId, carrier, trackingNumber, at: leftAt.toISOString() }
  return [announce(shippingLeftCancelled, orderId, data, { linkedTo: [traceparent] })]
}

/** The replies to a booking; none while the carrier has still to book it. */
export function bookingReplies(parcel: Parcel): Announcement<Published>[] {
  const { orderId, carrier, status } = parcel
  const trackingNumber = numberOf(parcel)
  const trace = parcel.traceparent ?? undefined
  if (status === 'pending') return []
  if (status === 'cancelled')
    return [announce(shippingRejected, orderId, { orderId, reason: 'cancelled' }, trace)]
  if (carrier === null || trackingNumber === null)
    return [
      announce(
        shippingRejected,
        orderId,
        { orderId, reason: parcel.reason ?? 'refused by the carrier' },
        trace,
      ),
    ]
  const data = { orderId, carrier, trackingNumber }
  return [announce(shippingBooked, orderId, data, trace), ...handedOverEvent(parcel)]
}

/** The reply to a cancellation: refused once the parcel was handed over. */
export function cancelReply(parcel: Parcel, traceparent?: string): Announcement<Published> {
  const { orderId, carrier, handedOverAt } = parcel
  const trackingNumber = numberOf(parcel)
  if (!handedOverAt || !trackingNumber)
    return announce(shippingCancelled, orderId, { orderId }, traceparent)
  const reason = `the parcel was handed over to ${carrier} at ${handedOverAt.toISOString()}`
  return announce(shippingCancelRefused, orderId, { orderId, reason, trackingNumber }, traceparent)
}

/** The replies to a declared hand-over. An order that was being cancelled hears first that it is not. */
export const handOverReplies = (parcel: Parcel): Announcement<Published>[] => [
  cancelReply(parcel),
  ...handedOverEvent(parcel),
]

export function refusedSettlement(
  refused: {
    readonly orderId: string
    readonly reason: string
    readonly trackingNumber: string | undefined
  },
  at: Date,
): Announcement<Published> {
  const { orderId, reason, trackingNumber } = refused
  const data = { orderId, reason, trackingNumber, at: at.toISOString() }
  return announce(shippingSettlementRefused, orderId, data)
}

export function trackedEvent(parcel: Parcel): Announcement<Published>[] {
  const { orderId, customerId, status, scannedAt } = parcel
  const trackingNumber = numberOf(parcel)
  const moved =
    status === 'in_transit' ||
    status === 'out_for_delivery' ||
    status === 'delivered' ||
    status === 'exception'
  if (!moved || !customerId || !trackingNumber || !scannedAt) return []
  const at = scannedAt.toISOString()
  const data = { orderId, customerId, trackingNumber, status, at }
  return [announce(shippingTracked, orderId, data, { linkedTo: [parcel.traceparent] })]
}
