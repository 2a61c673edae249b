import type { Provider } from '../payment.ts'
import type { WebhookNotice } from './notice.ts'
import { paypalNotice } from './paypal-webhook.ts'
import { stripeNotice } from './stripe-webhook.ts'

const readers = { stripe: stripeNotice, paypal: paypalNotice }

/** Reads an event from the payload that was kept of it. */
export const readKept = (
  provider: Provider,
  eventId: string,
  type: string,
  payload: string,
): WebhookNotice => readers[provider](eventId, type, JSON.parse(payload))
