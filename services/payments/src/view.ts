import { z } from 'zod'
import type { Account } from './account.ts'
import { isCaptureDue, isCapturePending, type Payment, type Refund } from './payment.ts'

const minor = z.int().nonnegative()

export const paymentSchema = z.object({
  orderId: z.uuid(),
  method: z.enum(['account', 'card', 'paypal']).nullable(),
  provider: z.enum(['account', 'stripe', 'paypal']).nullable(),
  status: z.enum(['pending', 'authorised', 'declined', 'voided', 'captured']),
  amountMinor: minor,
  capturedMinor: minor,
  refundedMinor: minor,
  /** Captured money that the provider took back. */
  reversedMinor: minor,
  /** `pending`: the provider has not settled the capture; `due`: it failed or was taken back, the customer owes it. */
  captureStatus: z.enum(['pending', 'due']).nullable(),
  currency: z.string().nullable(),
  reason: z.string().nullable(),
  /**
   * Present while the shopper has to act: `confirm_card` with Stripe.js and the client secret, `approve` at the URL. The
   * payment is declined at `expiresAt`.
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
  owedMinor: minor,
  availableMinor: minor,
  currency: z.string(),
})

function actionView({ action }: Payment) {
  if (!action) return null
  const { checks: _, ...shown } = action
  return shown
}

function captureStatus(payment: Payment): 'pending' | 'due' | null {
  if (isCapturePending(payment)) return 'pending'
  return isCaptureDue(payment) || payment.reversedMinor > 0 ? 'due' : null
}

/** The payment as its owner may see it: without the token and the provider's references. */
export const paymentView = (
  payment: Payment,
  refunds: readonly Refund[],
): z.infer<typeof paymentSchema> => {
  const { orderId, method, provider, status, currency, reason } = payment
  const { amountMinor, capturedMinor, refundedMinor, reversedMinor } = payment
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
    ...{ currency, reason, captureStatus: captureStatus(payment), action: actionView(payment) },
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
