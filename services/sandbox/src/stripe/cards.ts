export interface Decline {
  readonly code: string
  readonly declineCode: string
  readonly message: string
}

const declined = (declineCode: string, message = 'Your card was declined.'): Decline => ({
  code: 'card_declined',
  declineCode,
  message,
})

const refusals: Readonly<Record<string, Decline>> = {
  chargeDeclined: declined('generic_decline'),
  chargeDeclinedInsufficientFunds: declined(
    'insufficient_funds',
    'Your card has insufficient funds.',
  ),
  chargeDeclinedLostCard: declined('lost_card'),
  chargeDeclinedStolenCard: declined('stolen_card'),
  chargeDeclinedFraudulent: declined('fraudulent'),
  chargeDeclinedExpiredCard: {
    code: 'expired_card',
    declineCode: 'expired_card',
    message: 'Your card has expired.',
  },
  chargeDeclinedIncorrectCvc: {
    code: 'incorrect_cvc',
    declineCode: 'incorrect_cvc',
    message: "Your card's security code is incorrect.",
  },
  chargeDeclinedProcessingError: {
    code: 'processing_error',
    declineCode: 'processing_error',
    message: 'An error occurred while processing your card. Try again in a little bit.',
  },
}

export const declineOfCode = (declineCode: string): Decline =>
  Object.values(refusals).find((refusal) => refusal.declineCode === declineCode) ??
  declined(declineCode)

/** Stripe's test card whose refunds are pending until they are settled. */
export const hasPendingRefunds = (paymentMethod: string | null): boolean =>
  paymentMethod === 'pm_card_pendingRefund'

/** A test card, of the sandbox alone, whose capture is pending until it is settled. */
export const hasPendingCapture = (paymentMethod: string | null): boolean =>
  paymentMethod === 'pm_card_pendingCapture'

/** Stripe's test card whose owner has to confirm each payment (3-D Secure). */
export const needsAuthentication = (paymentMethod: string): boolean =>
  paymentMethod === 'pm_card_authenticationRequired'

export const captureFailed: Decline = {
  code: 'charge_failed',
  declineCode: 'insufficient_funds',
  message: 'The payment failed after it was captured.',
}

export const notAuthenticated: Decline = {
  code: 'payment_intent_authentication_failure',
  declineCode: 'authentication_failure',
  message: 'The provided PaymentMethod has failed authentication.',
}

const ownCards = [hasPendingRefunds, hasPendingCapture, needsAuthentication]

/** The outcome of a charge to this test card; undefined for an unknown token. */
export function chargeCard(paymentMethod: string): 'charged' | Decline | undefined {
  const refusal = /^pm_card_(?:visa_)?(chargeDeclined\w*)$/.exec(paymentMethod)?.[1]
  if (refusal !== undefined) return refusals[refusal]
  if (ownCards.some((has) => has(paymentMethod))) return 'charged'
  return /^pm_(card_[a-z_]{2,40}|[A-Za-z0-9]{14,40})$/.test(paymentMethod) ? 'charged' : undefined
}
