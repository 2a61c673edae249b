import { isShort, toldMinor } from './capture.ts'
import type { Change } from './change.ts'
import { notRefunded, type Payment } from './payment.ts'

/** The reason of an order that has to be cancelled because all that was captured for it is given back. */
const allGivenBack = 'payment_refunded'

/** The provider captured a part of the payment, captures no more, and has given all of it back: nothing pays for the parcel. */
const isNothingHeld = (payment: Payment | undefined): boolean =>
  payment !== undefined &&
  isShort(payment) &&
  payment.refundedMinor > 0 &&
  notRefunded(payment) === 0 &&
  toldMinor(payment) >= payment.capturedMinor

/** Tells the order so once, whichever of the capture and the refund the provider told last. */
export const tellNothingHeld = (change: Change, before: Payment | undefined): Change =>
  isNothingHeld(change.payment) && !isNothingHeld(before)
    ? { ...change, events: [...change.events, { type: 'expired', reason: allGivenBack }] }
    : change
