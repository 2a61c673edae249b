import { z } from 'zod'
import type { EventList, FetchEvent } from './event-list.ts'
import type { WebhookNotice } from './notice.ts'
import { paypalHttp } from './paypal-http.ts'
import type { PaypalCredentials } from './paypal-sdk.ts'
import { paypalEvent, paypalNotice } from './paypal-webhook.ts'
import type { Transport } from './transport.ts'

const page = z.object({
  events: z.array(z.unknown()).default([]),
  links: z.array(z.object({ rel: z.string(), href: z.string() })).default([]),
})
const path = '/v1/notifications/webhooks-events'

const read = ({ id, event_type: type, resource }: z.infer<typeof paypalEvent>): WebhookNotice =>
  paypalNotice(id, type, resource)

function noticeOf(event: unknown): WebhookNotice | undefined {
  const { data } = paypalEvent.safeParse(event)
  return data && read(data)
}

/** PayPal's list of webhook events. */
export function paypalEvents(transport: Transport, credentials: PaypalCredentials): EventList {
  const open = paypalHttp(transport, credentials)
  return async function* read(from, to) {
    const get = await open()
    const period = { start_time: from.toISOString(), end_time: to.toISOString() }
    let next: string | undefined = `${path}?${new URLSearchParams({ page_size: '300', ...period })}`
    while (next) {
      const { events, links } = page.parse(await get(next))
      yield events.map(noticeOf)
      const href = links.find(({ rel }) => rel === 'next')?.href
      next = href && `${path}${new URL(href, transport.url).search}`
    }
  }
}

/** A webhook event of PayPal's. */
export function fetchPaypalEvent(transport: Transport, credentials: PaypalCredentials): FetchEvent {
  const open = paypalHttp(transport, credentials)
  return async (eventId) => {
    const get = await open()
    return read(paypalEvent.parse(await get(`${path}/${encodeURIComponent(eventId)}`)))
  }
}
