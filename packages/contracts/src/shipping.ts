import { z } from 'zod'
import { address } from './address/address.ts'
import { defineMessage } from './message.ts'
import { carrier, customerId, orderId, quantity, reason } from './shared.ts'
import { messageText } from './text.ts'

export const trackingNumber = messageText(40).min(6)

export const shippingBook = defineMessage(
  'shipping.book',
  z.object({
    orderId,
    customerId,
    carrier,
    address,
    weightGrams: z.int().min(1),
    pieces: quantity,
  }),
)
/** Cancels the booked parcel of an order; a booking requested later is rejected. */
export const shippingCancel = defineMessage('shipping.cancel', z.object({ orderId, reason }))

export const shippingBooked = defineMessage(
  'shipping.booked',
  z.object({ orderId, carrier, trackingNumber }),
)
export const shippingRejected = defineMessage('shipping.rejected', z.object({ orderId, reason }))
export const shippingCancelled = defineMessage('shipping.cancelled', z.object({ orderId }))
export const shippingTracked = defineMessage(
  'shipping.tracked',
  z.object({
    orderId,
    customerId,
    trackingNumber,
    status: z.enum(['in_transit', 'out_for_delivery', 'delivered', 'exception']),
    /** When the carrier scanned the parcel. */
    at: z.iso.datetime(),
  }),
)
