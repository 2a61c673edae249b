import type Stripe from 'stripe'
import { fromStripeAmount } from '../money.ts'
import { type CaptureOutcome, done, type Outcome, type RefundOutcome } from './provider.ts'
import { stripe } from './sdks.ts'
import { notOfStripe } from './stripe-http.ts'
import { noAnswerIn } from './transport.ts'

const reasonOf = (error: Stripe.errors.StripeError): string =>
  (error.decline_code ?? error.code ?? 'refused').slice(0, 200)

/** Statuses of requests that Stripe did not carry out and that may be sent again. */
const notCarriedOut = [401, 403, 429]

interface StripeCapture {
  readonly amount_received?: number | undefined
  readonly currency?: string | undefined
}

/** What Stripe captured of an intent, which it captures once. */
export const capturedOf = ({
  amount_received: received,
  currency,
}: StripeCapture): Omit<CaptureOutcome, 'ref'> => ({
  amountMinor: received ? fromStripeAmount(received, currency ?? '')?.amountMinor : undefined,
  isFinal: true,
})

/** Reads an error of the SDK; `statusIfDone` is the status of an intent for which the step is done already. */
export function outcomeOfStripeError(error: unknown, statusIfDone?: string): Outcome {
  const noAnswer = noAnswerIn(error)
  if (noAnswer) return { is: noAnswer.mayHaveBeenSent ? 'unknown' : 'not_sent' }
  if (!(error instanceof stripe.errors.StripeError)) throw error
  const { statusCode = 0, payment_intent: intent } = error
  if (error instanceof stripe.errors.StripeConnectionError) return { is: 'unknown' }
  if (statusCode >= 500) return { is: 'failed', isKept: error.code !== notOfStripe }
  if (statusCode === 409) return { is: 'unknown' }
  if (notCarriedOut.includes(statusCode)) return { is: 'not_sent' }
  if (intent && statusIfDone && intent.status === statusIfDone)
    return done(intent.id, statusIfDone === 'succeeded' ? capturedOf(intent) : {})
  if (intent?.status === 'succeeded' && statusIfDone === 'canceled')
    return { is: 'captured', ref: intent.id, ...capturedOf(intent) }
  // It takes the capture that another request began, and cancels nothing before that has ended.
  const isOfHeld = statusIfDone === 'succeeded' || statusIfDone === 'canceled'
  if (intent?.status === 'processing' && isOfHeld)
    return { is: 'pending', ref: intent.id, reason: 'processing' }
  if (error instanceof stripe.errors.StripeCardError)
    return { is: 'declined', reason: reasonOf(error) }
  if (statusCode >= 400) return { is: 'refused', reason: reasonOf(error) }
  return { is: 'unknown' }
}

/** When Stripe releases what it holds, which depends on the card; said by the charge, where a request expands it. */
function endOf({ latest_charge: charge }: Stripe.PaymentIntent): { until?: string } {
  const card =
    charge && typeof charge === 'object' ? charge.payment_method_details?.card : undefined
  const seconds = card?.capture_before
  return seconds === undefined ? {} : { until: new Date(seconds * 1000).toISOString() }
}

/** Reads an intent that is authorised by now, declined, or waits for its shopper. */
export function outcomeOfIntent(intent: Stripe.PaymentIntent): Outcome {
  const { id, status, client_secret: clientSecret, last_payment_error: error } = intent
  switch (status) {
    case 'requires_capture':
      return { is: 'done', ref: id, ...endOf(intent) }
    case 'requires_action':
      return {
        ...{ is: 'action', ref: id },
        action: { type: 'confirm_card', clientSecret: clientSecret ?? undefined },
      }
    case 'requires_payment_method':
    case 'canceled':
      return { is: 'declined', reason: error?.decline_code ?? error?.code ?? status }
    default:
      return { is: 'unknown' }
  }
}

interface StripeRefund {
  readonly id: string
  readonly status?: string | null | undefined
  readonly failure_reason?: string | undefined
  readonly pending_reason?: string | undefined
}

/** Reads a refund; only `succeeded` has moved money. A status that is not known here counts as not settled. */
export function outcomeOfStripeRefund(refund: StripeRefund): RefundOutcome {
  const { id: ref, status } = refund
  if (status === 'succeeded') return { is: 'done', ref }
  if (status === 'failed' || status === 'canceled')
    return { is: 'refused', ref, reason: refund.failure_reason ?? status }
  return { is: 'pending', ref, reason: refund.pending_reason ?? status ?? 'pending' }
}
