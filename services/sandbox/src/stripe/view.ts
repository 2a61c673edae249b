import { randomUUID } from 'node:crypto'
import type { Intent, Refund } from './intents.ts'

/** Ids grow with time, as Stripe's do: the database puts new ones beside each other. */
export const newId = (prefix: string): string =>
  `${prefix}_${Date.now().toString(16)}${randomUUID().replaceAll('-', '').slice(0, 13)}`

const errorOf = ({ decline }: Intent) =>
  decline && {
    type: 'card_error',
    code: decline.code,
    decline_code: decline.declineCode,
    message: decline.message,
  }

/** Seven days, as for most cards; Stripe says it only while there is something to capture. */
const captureWindow = ({ status, created }: Intent) =>
  status === 'requires_capture' ? { capture_before: created + 7 * 86_400 } : {}

export const viewCharge = (intent: Intent) => ({
  id: intent.chargeId,
  object: 'charge',
  amount: intent.amount,
  amount_captured: intent.received,
  amount_refunded: intent.refunded,
  captured: intent.status === 'succeeded',
  created: intent.created,
  currency: intent.currency,
  livemode: false,
  metadata: intent.metadata,
  paid: true,
  payment_intent: intent.id,
  payment_method: intent.paymentMethod,
  payment_method_details: { type: 'card', card: captureWindow(intent) },
  refunded: intent.refunded > 0 && intent.refunded === intent.received,
  status: 'succeeded',
})

const wasCharged = ({ status }: Intent) =>
  status === 'requires_capture' || status === 'processing' || status === 'succeeded'

export const viewIntent = (intent: Intent, expand: readonly string[] = []) => ({
  id: intent.id,
  object: 'payment_intent',
  amount: intent.amount,
  amount_capturable: intent.status === 'requires_capture' ? intent.amount : 0,
  amount_received: intent.received,
  canceled_at: intent.canceledAt ?? null,
  cancellation_reason: intent.cancellationReason ?? null,
  capture_method: intent.captureMethod,
  client_secret: `${intent.id}_secret`,
  confirmation_method: 'automatic',
  created: intent.created,
  currency: intent.currency,
  last_payment_error: errorOf(intent) ?? null,
  latest_charge: wasCharged(intent)
    ? expand.includes('latest_charge')
      ? viewCharge(intent)
      : intent.chargeId
    : null,
  livemode: false,
  metadata: intent.metadata,
  ...(intent.status === 'requires_action' && {
    next_action: { type: 'use_stripe_sdk', use_stripe_sdk: {} },
  }),
  payment_method: intent.paymentMethod,
  payment_method_types: ['card'],
  status: intent.status,
})

export const viewRefund = (refund: Refund) => ({
  id: refund.id,
  object: 'refund',
  amount: refund.amount,
  charge: refund.chargeId,
  created: refund.created,
  currency: refund.currency,
  metadata: refund.metadata,
  payment_intent: refund.intentId,
  reason: refund.reason,
  status: refund.status ?? 'succeeded',
  ...(refund.status === 'pending' && { pending_reason: 'processing' }),
  ...(refund.status === 'failed' && { failure_reason: 'expired_or_canceled_card' }),
})

export const viewEvent = (type: string, object: unknown, created: number) => ({
  id: newId('evt'),
  object: 'event',
  api_version: '2026-01-28',
  created,
  data: { object },
  livemode: false,
  pending_webhooks: 1,
  type,
})
