import { toStripeAmount } from '../money.ts'
import type { Payment, Refund } from '../payment.ts'
import { attemptKey, done, type Outcome, type Provider, type Release } from './provider.ts'
import { stripeSdk } from './stripe-http.ts'
import { outcomeOfIntent, outcomeOfStripeError, outcomeOfStripeRefund } from './stripe-outcome.ts'
import type { Transport } from './transport.ts'

const keyOf = (payment: Payment, step: string, attempt = 0) => ({
  idempotencyKey: attemptKey(`${payment.orderId}:${step}`, attempt),
})

/** The SDK takes a stack trace for each request, in case it fails: a twentieth of this service's work. */
function withoutTrace<Result>(request: () => Result): Result {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    return request()
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

const outcomeOf = (request: () => Promise<Outcome>, statusIfDone?: string): Promise<Outcome> =>
  withoutTrace(request).catch((error) => outcomeOfStripeError(error, statusIfDone))

const metadataOf = ({ orderId }: Payment) => ({ order_id: orderId })

/** Card payments by Stripe: intents that are captured later. The SDK retries nothing. */
export function stripeProvider(transport: Transport, apiKey: string): Provider {
  const stripe = stripeSdk(transport, apiKey)
  const intents = stripe.paymentIntents

  const authorise = async (payment: Payment): Promise<Outcome> => {
    const intent = await intents.create(
      {
        amount: toStripeAmount(payment.amountMinor, payment.currency ?? ''),
        currency: (payment.currency ?? '').toLowerCase(),
        payment_method: payment.token ?? '',
        automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
        capture_method: 'manual',
        confirm: true,
        metadata: metadataOf(payment),
      },
      keyOf(payment, 'authorise'),
    )
    return outcomeOfIntent(intent)
  }

  const resume = async ({ providerRef }: Payment): Promise<Outcome> =>
    outcomeOfIntent(await intents.retrieve(providerRef ?? ''))

  const capture = async (payment: Payment): Promise<Outcome> => {
    const { id, status } = await intents.capture(
      payment.providerRef ?? '',
      { metadata: metadataOf(payment) },
      keyOf(payment, 'capture', payment.captureAttempt),
    )
    if (status === 'processing') return { is: 'pending', ref: id, reason: status }
    return status === 'succeeded' ? done(id) : { is: 'unknown' }
  }

  const cancel = async (ref: string, payment: Payment): Promise<Outcome> => {
    const { id, status } = await intents.cancel(
      ref,
      { cancellation_reason: 'abandoned' },
      keyOf(payment, 'void'),
    )
    return status === 'canceled' ? done(id) : { is: 'unknown' }
  }

  const refund = async (payment: Payment, { refundId, amountMinor, attempt }: Refund) => {
    const { id, status, failure_reason, pending_reason } = await stripe.refunds.create(
      {
        payment_intent: payment.providerRef ?? '',
        amount: toStripeAmount(amountMinor, payment.currency ?? ''),
        metadata: { ...metadataOf(payment), refund_id: refundId },
      },
      keyOf(payment, `refund:${refundId}`, attempt),
    )
    return outcomeOfStripeRefund({ id, status, failure_reason, pending_reason })
  }

  const release = async (payment: Payment): Promise<Release> => {
    const query = `metadata['order_id']:'${payment.orderId}'`
    const { data } = await intents.search({ query })
    const authorised = data.filter(({ status }) => status === 'requires_capture')
    for (const { id } of authorised) {
      const { is } = await outcomeOf(() => cancel(id, payment), 'canceled')
      if (is !== 'done') return 'unknown'
    }
    return authorised.length > 0 ? 'released' : 'absent'
  }

  return {
    name: 'stripe',
    authorise: (payment) => outcomeOf(() => authorise(payment), 'requires_capture'),
    resume: (payment) => outcomeOf(() => resume(payment)),
    capture: (payment) => outcomeOf(() => capture(payment), 'succeeded'),
    void: (payment) => outcomeOf(() => cancel(payment.providerRef ?? '', payment), 'canceled'),
    renew: async () => ({ is: 'refused', reason: 'renewal_not_offered' }),
    refund: (payment, refunded) => outcomeOf(() => refund(payment, refunded)),
    release: (payment) =>
      release(payment).catch((error) => {
        outcomeOfStripeError(error)
        return 'unknown'
      }),
    longestMs: () => transport.timeoutMs,
  }
}
