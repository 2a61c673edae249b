import type { EventList, FetchEvent } from './event-list.ts'
import type { WebhookNotice } from './notice.ts'
import { stripeSdk } from './stripe-http.ts'
import { readStripeEvent, stripeEvent, stripeEventTypes } from './stripe-webhook.ts'
import type { Transport } from './transport.ts'

function noticeOf(event: unknown): WebhookNotice | undefined {
  const { data } = stripeEvent.safeParse(event)
  return data && readStripeEvent(data)
}

/** Stripe's list of events whose webhooks were not accepted; it goes back for 30 days. */
export function stripeEvents(transport: Transport, apiKey: string): EventList {
  const stripe = stripeSdk(transport, apiKey)
  const seconds = (date: Date) => Math.floor(date.getTime() / 1000)
  return async function* read(from, to) {
    let startingAfter: string | undefined
    for (;;) {
      const { data, has_more } = await stripe.events.list({
        types: [...stripeEventTypes],
        delivery_success: false,
        created: { gte: seconds(from), lte: seconds(to) },
        limit: 100,
        ...(startingAfter && { starting_after: startingAfter }),
      })
      yield data.map(noticeOf)
      startingAfter = data.at(-1)?.id
      if (!has_more || !startingAfter) return
    }
  }
}

/** An event of Stripe's, which keeps it for 30 days. */
export function fetchStripeEvent(transport: Transport, apiKey: string): FetchEvent {
  const stripe = stripeSdk(transport, apiKey)
  return async (eventId) =>
    readStripeEvent(stripeEvent.parse(await stripe.events.retrieve(eventId)))
}
