import type Stripe from 'stripe'
import { toStripeAmount } from '../money.ts'
import type { Payment, Refund } from '../payment.ts'
import {
  attemptKey,
  done,
  type Outcome,
  type Provider,
  type Release,
  releaseOf,
} from './provider.ts'
import { stripeSdk } from './stripe-http.ts'
import {
  capturedOf,
  outcomeOfIntent,
  outcomeOfStripeError,
  outcomeOfStripeRefund,
} from './stripe-outcome.ts'
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

const refundOf = ({ id, status, failure_reason, pending_reason }: Stripe.Refund) => ({
  ...{ id, status, failure_reason, pending_reason },
})

/** The charge says when the authorisation ends. */
const withItsEnd = ['latest_charge']

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
        expand: withItsEnd,
      },
      keyOf(payment, 'authorise'),
    )
    return outcomeOfIntent(intent)
  }

  const resume = async ({ providerRef }: Payment): Promise<Outcome> =>
    outcomeOfIntent(await intents.retrieve(providerRef ?? '', { expand: withItsEnd }))

  const capture = async (payment: Payment): Promise<Outcome> => {
    const intent = await intents.capture(
      payment.providerRef ?? '',
      { metadata: metadataOf(payment) },
      keyOf(payment, 'capture', payment.captureAttempt + payment.keysUsed),
    )
    const { id, status } = intent
    if (status === 'processing') return { is: 'pending', ref: id, reason: status }
    return status === 'succeeded' ? done(id, capturedOf(intent)) : { is: 'unknown' }
  }

  const cancel = async (ref: string, payment: Payment): Promise<Outcome> => {
    const { id, status } = await intents.cancel(
      ref,
      { cancellation_reason: 'abandoned' },
      keyOf(payment, 'void', payment.keysUsed),
    )
    return status === 'canceled' ? done(id) : { is: 'unknown' }
  }

  /** The refund that an earlier request of this attempt made, if one did: another attempt's is booked already. */
  const findRefund = async ({ providerRef }: Payment, { refundId, attempt }: Refund) => {
    const { data } = await stripe.refunds.list({ payment_intent: providerRef ?? '', limit: 100 })
    return data.find(
      ({ metadata, status }) =>
        metadata?.refund_id === refundId &&
        Number(metadata.attempt ?? 0) === attempt &&
        status !== 'failed' &&
        status !== 'canceled',
    )
  }

  const refund = async (payment: Payment, refunded: Refund): Promise<Outcome> => {
    const { refundId, amountMinor, attempt, attempts, keysUsed } = refunded
    const made = attempts > 0 || keysUsed > 0 ? await findRefund(payment, refunded) : undefined
    if (made) return outcomeOfStripeRefund(refundOf(made))
    const created = await stripe.refunds.create(
      {
        payment_intent: payment.providerRef ?? '',
        amount: toStripeAmount(amountMinor, payment.currency ?? ''),
        metadata: {
          ...{ ...metadataOf(payment), refund_id: refundId },
          ...(attempt > 0 && { attempt }),
        },
      },
      keyOf(payment, `refund:${refundId}`, attempt + keysUsed),
    )
    return outcomeOfStripeRefund(refundOf(created))
  }

  const cancelled = (ref: string, payment: Payment) =>
    outcomeOf(() => cancel(ref, payment), 'canceled')

  /** The payment's own authorisation is found by its reference; another one has to be searched for. */
  const release = async (payment: Payment): Promise<Release> => {
    if (payment.provider === 'stripe' && payment.providerRef)
      return releaseOf(await cancelled(payment.providerRef, payment))
    const query = `metadata['order_id']:'${payment.orderId}'`
    const { data } = await intents.search({ query })
    const made = data.find(({ status }) => status === 'succeeded')
    if (made) return { is: 'captured', ref: made.id, ...capturedOf(made) }
    const authorised = data.filter(({ status }) => status === 'requires_capture')
    for (const { id } of authorised) {
      const one = releaseOf(await cancelled(id, payment))
      if (one.is !== 'released') return one.is === 'absent' ? { is: 'unknown' } : one
    }
    return { is: authorised.length > 0 ? 'released' : 'absent' }
  }

  return {
    name: 'stripe',
    authorise: (payment) => outcomeOf(() => authorise(payment), 'requires_capture'),
    resume: (payment) => outcomeOf(() => resume(payment)),
    capture: (payment) => outcomeOf(() => capture(payment), 'succeeded'),
    void: (payment) => cancelled(payment.providerRef ?? '', payment),
    renew: async () => ({ is: 'refused', reason: 'renewal_not_offered' }),
    refund: (payment, refunded) => outcomeOf(() => refund(payment, refunded)),
    release: (payment) =>
      release(payment).catch((error): Release => {
        outcomeOfStripeError(error)
        return { is: 'unknown' }
      }),
    longestMs: (step) => transport.timeoutMs * (step === 'refund' ? 2 : 1),
  }
}
