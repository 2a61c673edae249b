import { z } from 'zod'
import { defineMessage } from './message.ts'
import { amountMinor, currency } from './money.ts'
import { customerId, orderId, paymentMethod, reason } from './shared.ts'
import { token } from './text.ts'

export const refundId = z.uuid()

export const paymentsAuthorise = defineMessage(
  'payments.authorise',
  z.object({ orderId, customerId, amountMinor, currency, method: paymentMethod }),
)
/** Voids the authorisation, or refunds it if it was captured; an authorisation requested later is declined. */
export const paymentsVoid = defineMessage('payments.void', z.object({ orderId, reason }))
export const paymentsCapture = defineMessage('payments.capture', z.object({ orderId }))
export const paymentsRefund = defineMessage(
  'payments.refund',
  z.object({ orderId, refundId, amountMinor, currency, reason }),
)

export const paymentsAuthorised = defineMessage(
  'payments.authorised',
  z.object({
    ...{ orderId, provider: token(64) },
    /** When the provider ends the authorisation, where it says so. */
    heldUntil: z.iso.datetime().optional(),
  }),
)
export const paymentsDeclined = defineMessage('payments.declined', z.object({ orderId, reason }))
/** The provider authorises the payment once its shopper has confirmed or approved it; declined at `expiresAt`. */
export const paymentsActionRequired = defineMessage(
  'payments.action_required',
  z.object({
    orderId,
    action: z.enum(['confirm_card', 'approve']),
    expiresAt: z.iso.datetime(),
  }),
)
export const paymentsVoided = defineMessage('payments.voided', z.object({ orderId }))
export const paymentsCaptured = defineMessage('payments.captured', z.object({ orderId }))
export const paymentsCaptureRefused = defineMessage(
  'payments.capture_refused',
  z.object({ orderId, reason }),
)
export const paymentsRefunded = defineMessage(
  'payments.refunded',
  z.object({
    ...{ orderId, refundId, amountMinor, currency },
    /** Set when the refund was made at the provider, not requested by the order. */
    origin: z.literal('provider').optional(),
    /** The provider's own id of it. */
    reference: token(255).optional(),
  }),
)
export const paymentsRefundRefused = defineMessage(
  'payments.refund_refused',
  z.object({ orderId, refundId, reason }),
)

/** The provider has the capture and has not settled it. `payments.captured` or `payments.capture_failed` follows. */
export const paymentsCapturePending = defineMessage(
  'payments.capture_pending',
  z.object({ orderId, reason }),
)
/** A pending capture failed: the payment is due, and its capture is tried again until it succeeds or is voided. */
export const paymentsCaptureFailed = defineMessage(
  'payments.capture_failed',
  z.object({ orderId, reason }),
)
/** The provider took captured money back, by a reversal or because of a dispute: the customer owes it again, or has it. */
export const paymentsCaptureReversed = defineMessage(
  'payments.capture_reversed',
  z.object({ orderId, amountMinor, currency, reason }),
)
/** The provider gave money back to us that it had taken back, as of a dispute that was won. */
export const paymentsCaptureRestored = defineMessage(
  'payments.capture_restored',
  z.object({ orderId, amountMinor, currency }),
)
/**
 * The provider has the refund and has not settled it. `payments.refunded` or `payments.refund_refused` follows; after the refund of a
 * void, which has the id of its order, `payments.voided` does.
 */
export const paymentsRefundPending = defineMessage(
  'payments.refund_pending',
  z.object({ orderId, refundId, amountMinor, currency, reason }),
)
/** A refund failed after `payments.refunded`: the money is back with us, and the customer has to be paid another way. */
export const paymentsRefundFailed = defineMessage(
  'payments.refund_failed',
  z.object({ orderId, refundId, amountMinor, currency, reason }),
)

/** The provider ended the authorisation before it was captured: the money is not held any more. */
export const paymentsExpired = defineMessage('payments.expired', z.object({ orderId, reason }))
/**
 * The provider refuses to give captured money of a void back: it is with us, and is requested again when the void is. `payments.voided`
 * follows once it was given back, also when the void was answered before.
 */
export const paymentsVoidFailed = defineMessage(
  'payments.void_failed',
  z.object({ orderId, reason, at: z.iso.datetime() }),
)
/** The authorisation was renewed: the provider holds the money for longer. */
export const paymentsRenewed = defineMessage(
  'payments.renewed',
  z.object({ orderId, heldUntil: z.iso.datetime() }),
)
/** The authorisation cannot be renewed: it has to be captured before the provider ends it. */
export const paymentsRenewalRefused = defineMessage(
  'payments.renewal_refused',
  z.object({ orderId, reason }),
)

const dispute = z.object({ orderId, disputeId: token(255), amountMinor, currency, reason })
/**
 * A customer disputes a payment at the bank or the provider, which withdraws the money unless it is an inquiry. Published again when a
 * dispute that was won or lost is opened again, as by an appeal.
 */
export const paymentsDisputeOpened = defineMessage('payments.dispute_opened', dispute)
export const paymentsDisputeWon = defineMessage('payments.dispute_won', dispute)
export const paymentsDisputeLost = defineMessage('payments.dispute_lost', dispute)
