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
    /** When the authorisation of its money ends; null: the money is captured. Absent where no end is known. */
    heldUntil: z.iso.datetime().nullable().optional(),
  }),
)
/** Cancels the parcel of an order until it is handed over; a booking requested later is rejected. */
export const shippingCancel = defineMessage('shipping.cancel', z.object({ orderId, reason }))

export const shippingBooked = defineMessage(
  'shipping.booked',
  z.object({ orderId, carrier, trackingNumber }),
)
export const shippingRejected = defineMessage('shipping.rejected', z.object({ orderId, reason }))
export const shippingCancelled = defineMessage('shipping.cancelled', z.object({ orderId }))
/** The parcel was handed over before its cancellation came: the order goes on. */
export const shippingCancelRefused = defineMessage(
  'shipping.cancel_refused',
  z.object({ orderId, reason, trackingNumber }),
)
/** The carrier, or our driver, has the parcel: by a manifest of the warehouse or by the first scan. */
export const shippingHandedOver = defineMessage(
  'shipping.handed_over',
  z.object({ orderId, carrier, trackingNumber, at: z.iso.datetime() }),
)
/**
 * Shipping cannot record the hand-over that an order manager declared: the order goes back on hold. The release before does
 * not say under which number it was declared.
 */
export const shippingSettlementRefused = defineMessage(
  'shipping.settlement_refused',
  z.object({
    ...{ orderId, reason, at: z.iso.datetime() },
    trackingNumber: trackingNumber.optional(),
  }),
)
/** A parcel left although it was cancelled: its goods are gone, and nothing was sold. */
export const shippingLeftCancelled = defineMessage(
  'shipping.left_cancelled',
  z.object({ orderId, carrier, trackingNumber, at: z.iso.datetime() }),
)
/** What became of a cancelled parcel that left: `returned` goods are in the warehouse again. */
export const shippingLeftSettled = defineMessage(
  'shipping.left_settled',
  z.object({ orderId, outcome: z.enum(['returned', 'lost', 'paid']) }),
)
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
