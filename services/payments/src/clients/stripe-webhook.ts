import { z } from 'zod'
import { fromStripeAmount } from '../money.ts'
import { refundIdOf } from '../refund-id.ts'
import type { Reported } from '../step-result.ts'
import { payloadOf, storableId, storableType, type WebhookNotice } from './notice.ts'
import { stripe } from './sdks.ts'
import {
  stripeDispute,
  stripeDisputeEvents,
  stripeDisputeFields,
  withTime,
} from './stripe-dispute.ts'
import { capturedOf, outcomeOfStripeRefund } from './stripe-outcome.ts'
import { fieldsOf, isUuid, readingOf, UnreadableEvent } from './unreadable.ts'

/** An event, as it is delivered and as it is listed. */
export const stripeEvent = z.object({
  id: z.string().min(1),
  type: z.string(),
  created: z.int().optional(),
  data: z.object({ object: z.unknown() }).optional().catch(undefined),
})
/** An intent of another business at the same account has no order of ours. */
const owned = z.object({ metadata: z.record(z.string(), z.unknown()) })
const intent = z.object({
  id: z.string(),
  amount_received: z.int().optional(),
  currency: z.string().optional(),
  metadata: z.object({ order_id: z.uuid() }),
  last_payment_error: z
    .object({ code: z.string().nullish(), decline_code: z.string().nullish() })
    .nullish(),
})
const ours = z.object({ order_id: z.uuid(), refund_id: z.uuid() })
const refund = z.object({
  id: z.string().max(255),
  amount: z.int().nonnegative().optional(),
  currency: z.string().optional(),
  /** Null: of a charge without an intent, which is not ours. */
  payment_intent: z.string().nullish(),
  status: z.string().nullish(),
  failure_reason: z.string().max(200).optional(),
  pending_reason: z.string().max(200).optional(),
  metadata: z.unknown(),
})

/** `charge.refund.updated` is the older twin of `refund.updated`. */
const refundEvents = ['refund.created', 'refund.updated', 'refund.failed']

const payoutEvents = ['payout.paid', 'payout.failed']

/** The types of events that `stripeResult` reads. */
export const stripeEventTypes = [
  ...stripeDisputeEvents,
  ...refundEvents,
  'payment_intent.amount_capturable_updated',
  'payment_intent.payment_failed',
  'payment_intent.processing',
  'payment_intent.succeeded',
  'payment_intent.canceled',
]

/** The types of events that Stripe has to send: what is listed of payouts is read from the balance. */
export const stripeSubscription = [...stripeEventTypes, ...payoutEvents]

/** A refund that we requested carries our ids; one that was made on the dashboard names the intent alone. */
function refundResult(object: unknown): Reported | undefined {
  const data = fieldsOf(refund, object)
  const base = { provider: 'stripe', step: 'refund', ...outcomeOfStripeRefund(data) } as const
  const requested = ours.safeParse(data.metadata).data
  if (requested) {
    const { order_id: orderId, refund_id: refundId } = requested
    const amountMinor = fromStripeAmount(data.amount ?? 0, data.currency ?? '')?.amountMinor
    return { ...base, orderId, refundId, ...(amountMinor && { amountMinor }) }
  }
  const { id, amount, currency = '', payment_intent: paymentRef } = data
  if (paymentRef === null) return undefined
  const external = amount === undefined ? undefined : fromStripeAmount(amount, currency)
  if (!external || !paymentRef)
    throw new UnreadableEvent('expected an amount, its currency and a payment_intent')
  const refundId = refundIdOf('stripe', id)
  return {
    ...{ provider: 'stripe', paymentRef },
    of: (orderId) => ({ ...base, orderId, refundId, external }),
  }
}

/** The result that an event reports. @throws UnreadableEvent */
export function stripeResult(type: string, object: unknown): Reported | undefined {
  if (refundEvents.includes(type)) return refundResult(object)
  if (stripeDisputeEvents.includes(type)) return stripeDispute(object)
  if (!stripeEventTypes.includes(type)) return undefined
  if (!isUuid(fieldsOf(owned, object).metadata.order_id)) return undefined
  const data = fieldsOf(intent, object)
  const base = { orderId: data.metadata.order_id, provider: 'stripe' } as const
  switch (type) {
    case 'payment_intent.amount_capturable_updated':
      return { ...base, step: 'authorise', is: 'done', ref: data.id }
    case 'payment_intent.payment_failed': {
      const { code, decline_code: declineCode } = data.last_payment_error ?? {}
      return {
        ...base,
        step: 'authorise',
        is: 'declined',
        reason: declineCode ?? code ?? 'declined',
      }
    }
    case 'payment_intent.processing':
      return { ...base, step: 'capture', is: 'pending', ref: data.id, reason: 'processing' }
    case 'payment_intent.succeeded':
      return { ...base, ...capturedOf(data), step: 'capture', is: 'done', ref: data.id }
    case 'payment_intent.canceled':
      return { ...base, step: 'void', is: 'done', ref: data.id }
    default:
      return undefined
  }
}

const payload = payloadOf([intent, ours, refund, stripeDisputeFields])

/** An event of Stripe's, as it is delivered and listed, or as it was kept. */
export const stripeNotice = (id: string, type: string, object: unknown): WebhookNotice => ({
  ...{ eventId: storableId(id), type: storableType(type), payload: payload(object) },
  ...readingOf(() => stripeResult(type, object)),
  paidOut: payoutEvents.includes(type),
})

/** The same of an event as Stripe writes it: a dispute does not have the time of its event. */
export const readStripeEvent = ({ id, type, created, data }: z.infer<typeof stripeEvent>) =>
  stripeNotice(
    id,
    type,
    stripeDisputeEvents.includes(type) ? withTime(data?.object, created) : data?.object,
  )

/** Reads a webhook; undefined when its signature is not valid. */
export async function readStripeWebhook(
  body: string,
  signature: string,
  secret: string,
): Promise<WebhookNotice | undefined> {
  try {
    return readStripeEvent(
      stripeEvent.parse(stripe.webhooks.constructEvent(body, signature, secret)),
    )
  } catch (error) {
    if (error instanceof stripe.errors.StripeSignatureVerificationError) return undefined
    throw error
  }
}
