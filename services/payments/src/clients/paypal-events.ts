import { z } from 'zod'
import { type EventList, maxEvents } from './event-list.ts'
import type { WebhookNotice } from './notice.ts'
import { paypalHttp } from './paypal-http.ts'
import type { PaypalCredentials } from './paypal-sdk.ts'
import { paypalEvent, paypalNotice } from './paypal-webhook.ts'
import type { Transport } from './transport.ts'

const page = z.object({
  events: z.array(paypalEvent).default([]),
  links: z.array(z.object({ rel: z.string(), href: z.string() })).default([]),
})
const path = '/v1/notifications/webhooks-events'

/** PayPal's list of webhook events. */
export function paypalEvents(transport: Transport, credentials: PaypalCredentials): EventList {
  const open = paypalHttp(transport, credentials)
  return async (since) => {
    const get = await open()
    const found: WebhookNotice[] = []
    let next: string | undefined =
      `${path}?page_size=300&start_time=${encodeURIComponent(since.toISOString())}`
    while (next && found.length < maxEvents) {
      const { events, links } = page.parse(await get(next))
      for (const { id, event_type: type, resource } of events)
        found.push(paypalNotice(id, type, resource))
      const href = links.find(({ rel }) => rel === 'next')?.href
      next = href && `${path}${new URL(href, transport.url).search}`
    }
    return found
  }
}
