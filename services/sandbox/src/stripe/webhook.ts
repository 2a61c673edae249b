import type { Webhook } from '../webhooks/send.ts'
import { stripeSignature } from '../webhooks/sign.ts'

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
