import { type EventList, maxEvents } from './event-list.ts'
import type { WebhookNotice } from './notice.ts'
import { stripeSdk } from './stripe-http.ts'
import { stripeEventTypes, stripeNotice } from './stripe-webhook.ts'
import type { Transport } from './transport.ts'

/** Stripe's list of events whose webhooks were not accepted; it goes back for 30 days. */
export function stripeEvents(transport: Transport, apiKey: string): EventList {
  const stripe = stripeSdk(transport, apiKey)
  return async (since) => {
    const found: WebhookNotice[] = []
    const listed = stripe.events.list({
      types: [...stripeEventTypes],
      delivery_success: false,
      created: { gte: Math.floor(since.getTime() / 1000) },
      limit: 100,
    })
    for await (const { id, type, data } of listed) {
      found.push(stripeNotice(id, type, data.object))
      if (found.length >= maxEvents) break
    }
    return found
  }
}
