import { z } from 'zod'
import type { Account } from './account.ts'
import { isShort } from './capture.ts'
import type { ListedDispute } from './dispute.ts'
import type { DueCapture } from './due-capture.ts'
import { isCapturePending, type Payment, type Refund } from './payment.ts'
import type { ListedReversal } from './reversal.ts'

const minor = z.int().nonnegative()

export const paymentSchema = z.object({
  orderId: z.uuid(),
  method: z.enum(['account', 'card', 'paypal']).nullable(),
  provider: z.enum(['account', 'stripe', 'paypal']).nullable(),
  /** `expired`: the provider ended the authorisation before it was captured. */
  status: z.enum(['pending', 'authorised', 'declined', 'expired', 'voided', 'captured']),
  amountMinor: minor,
  capturedMinor: minor,
  refundedMinor: minor,
  /** Captured money that the provider took back. */
  reversedMinor: minor,
  /** Withdrawn by the provider until a dispute is closed. */
  disputedMinor: minor,
  /** Lost in disputes. */
  chargedBackMinor: minor,
  /**
   * `pending`: the provider has not settled the capture; `due`: it was refused, failed, was taken back or took less than the
   * payment: the customer owes it.
   */
  captureStatus: z.enum(['pending', 'due']).nullable(),
  currency: z.string().nullable(),
  reason: z.string().nullable(),
  /**
   * Present while the shopper has to act: `confirm_card` with Stripe.js and the client secret, `approve` at the URL. The
   * payment is declined at `expiresAt`. Finance is not shown the secret and the URL.
   */
  action: z
    .object({
      type: z.enum(['confirm_card', 'approve']),
      clientSecret: z.string().optional(),
      url: z.string().optional(),
      expiresAt: z.iso.datetime(),
    })
    .nullable(),
  refunds: z.array(
    z.object({
      refundId: z.uuid(),
      amountMinor: minor,
      /** `failed`: made, and taken back by the provider. */
      status: z.enum(['pending', 'refunded', 'refused', 'failed']),
      reason: z.string().nullable(),
    }),
  ),
})

export const accountSchema = z.object({
  customerId: z.string(),
  creditLimitMinor: minor,
  heldMinor: minor,
  /** Negative when the customer is in credit. */
  owedMinor: z.int(),
  availableMinor: z.int(),
  currency: z.string(),
})

function actionView({ action }: Payment, mayAct: boolean) {
  if (!action || action.type === 'review') return null
  const { type, expiresAt, clientSecret, url } = action
  return { type, expiresAt, ...(mayAct && { clientSecret, url }) }
}

function captureStatus(payment: Payment, isDue: boolean): 'pending' | 'due' | null {
  if (isCapturePending(payment)) return 'pending'
  return isDue || payment.reversedMinor > 0 || isShort(payment) ? 'due' : null
}

export interface PaymentDetails {
  readonly refunds: readonly Refund[]
  readonly isDue: boolean
  /** The reader may confirm or approve the payment, and is shown how. */
  readonly mayAct: boolean
}

/** The payment without the token and the provider's references. */
export const paymentView = (
  payment: Payment,
  { refunds, isDue, mayAct }: PaymentDetails,
): z.infer<typeof paymentSchema> => {
  const { orderId, method, provider, status, currency, reason } = payment
  const { amountMinor, capturedMinor, refundedMinor, reversedMinor } = payment
  const { disputedMinor, chargedBackMinor } = payment
  return {
    ...{
      orderId,
      method,
      provider,
      status,
      amountMinor,
      capturedMinor,
      refundedMinor,
      reversedMinor,
    },
    ...{ disputedMinor, chargedBackMinor },
    ...{
      currency,
      reason,
      captureStatus: captureStatus(payment, isDue),
      action: actionView(payment, mayAct),
    },
    refunds: refunds.map((refund) => ({
      refundId: refund.refundId,
      amountMinor: refund.amountMinor,
      status: refund.status,
      reason: refund.reason,
    })),
  }
}

export const accountView = (account: Account): z.infer<typeof accountSchema> => ({
  ...account,
  availableMinor: account.creditLimitMinor - account.heldMinor - account.owedMinor,
})

export const duePaymentSchema = z.object({
  orderId: z.uuid(),
  customerId: z.string().nullable(),
  provider: z.enum(['stripe', 'paypal']),
  amountMinor: minor,
  currency: z.string(),
  /** `pending`: the provider has still to settle it. `refused`: it is requested again. `expired`: the provider holds nothing any more. */
  status: z.enum(['pending', 'refused', 'expired']),
  since: z.iso.datetime(),
  /** The provider's last answer. */
  reason: z.string().nullable(),
  /** Null while the provider settles it, and where it is requested again at a time that the order decides: 6 hours later at most. */
  nextAttemptAt: z.iso.datetime().nullable(),
})

export const duePaymentView = ({
  dueId: _,
  ...due
}: DueCapture): z.infer<typeof duePaymentSchema> => ({
  ...due,
  since: due.since.toISOString(),
  nextAttemptAt: due.nextAttemptAt?.toISOString() ?? null,
})

export const disputeSchema = z.object({
  disputeId: z.string(),
  provider: z.enum(['stripe', 'paypal']),
  orderId: z.uuid(),
  amountMinor: minor,
  currency: z.string(),
  reason: z.string(),
  status: z.enum(['open', 'won', 'lost']),
  /** Whether the provider has withdrawn the money: an inquiry takes none. */
  withdrawn: z.boolean(),
  /** What the provider kept for it, as far as its balance transactions have been read. */
  feeMinor: z.int(),
  /** That of the provider's balance. */
  feeCurrency: z.string(),
  /** When the provider needs an answer of ours. */
  respondBy: z.iso.datetime().nullable(),
  openedAt: z.iso.datetime(),
  closedAt: z.iso.datetime().nullable(),
})

export const disputeView = (dispute: ListedDispute): z.infer<typeof disputeSchema> => ({
  ...dispute,
  respondBy: dispute.respondBy?.toISOString() ?? null,
  openedAt: dispute.openedAt.toISOString(),
  closedAt: dispute.closedAt?.toISOString() ?? null,
})

export const reversalSchema = z.object({
  provider: z.enum(['stripe', 'paypal']),
  /** The provider's id of it. */
  reversalId: z.string(),
  orderId: z.uuid(),
  amountMinor: minor,
  currency: z.string(),
  reason: z.string(),
  /** `due`: the customer owes it. `disputed`: it is the money of a dispute. */
  status: z.enum(['due', 'disputed', 'written_off']),
  reversedAt: z.iso.datetime(),
})

export const reversalView = ({
  disputeId: _,
  ...reversal
}: ListedReversal): z.infer<typeof reversalSchema> => ({
  ...reversal,
  reversedAt: reversal.reversedAt.toISOString(),
})
