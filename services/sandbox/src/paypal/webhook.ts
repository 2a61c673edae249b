import { randomUUID } from 'node:crypto'
import type { Webhook } from '../webhooks/send.ts'
import { paypalHeaders, type Signing } from './webhook-key.ts'

/** An event as PayPal sends it, built when it is going to be sent. */
export const paypalWebhook = (
  eventOf: () => unknown,
  signing: Signing,
  now: () => Date,
): Webhook => ({
  to: 'payments',
  path: '/webhooks/paypal',
  build: () => {
    const body = JSON.stringify(eventOf())
    const transmissionId = randomUUID()
    return { body, headers: () => paypalHeaders(signing, transmissionId, body, now()) }
  },
})
