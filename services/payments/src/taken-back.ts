import { type Change, followedBy, unchanged } from './change.ts'
import type { Payment } from './payment.ts'

/** What the provider has taken back of a capture, whether it calls that a reversal or a dispute. */
const takenMinor = ({ reversedMinor, disputedMinor, chargedBackMinor }: Payment): number =>
  reversedMinor + disputedMinor + chargedBackMinor

/**
 * Follows what the provider told of a reversal or a dispute with the sum that it has taken or returned by it: the order hears the same
 * of one movement of money, whichever of the two was told first.
 */
export const tellTakenBack = (change: Change, before: Payment, reason: string): Change =>
  followedBy(change, (payment) => {
    const amountMinor = takenMinor(payment) - takenMinor(before)
    const currency = payment.currency ?? ''
    if (amountMinor > 0)
      return unchanged(payment, { type: 'capture_reversed', amountMinor, currency, reason })
    return amountMinor < 0
      ? unchanged(payment, { type: 'capture_restored', amountMinor: -amountMinor, currency })
      : unchanged(payment)
  })
