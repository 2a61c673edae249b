import type { Store } from '../state/store.ts'
import type { Webhook } from '../webhooks/send.ts'
import { stripeSignature } from '../webhooks/sign.ts'
import { listed, type StripeEvent, stripeEvents } from './events.ts'

/** An event as Stripe sends it, built when it is going to be sent. */
export const stripeWebhook = (
  eventOf: () => unknown,
  webhookSecret: string,
  now: () => Date,
): Webhook => ({
  to: 'payments',
  path: '/webhooks/stripe',
  build: () => {
    const body = JSON.stringify(eventOf())
    const headers = () => ({ 'stripe-signature': stripeSignature(webhookSecret, body, now()) })
    return { body, headers }
  },
})

export interface StripeListing {
  readonly store: Store
  readonly now: () => Date
  readonly webhookSecret: string
}

/** The webhook of a listed event, which is delivered once it was accepted. */
export const listedWebhook = (
  { store, now, webhookSecret }: StripeListing,
  event: StripeEvent,
): Webhook => ({
  ...stripeWebhook(() => event, webhookSecret, now),
  accepted: () =>
    store.write([stripeEvents(store).row(event.id, { ...event, pending_webhooks: 0 }, listed)]),
})
