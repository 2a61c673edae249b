import { z } from 'zod'
import { type EventList, maxEvents } from './event-list.ts'
import type { PaypalCredentials } from './paypal-sdk.ts'
import { paypalEvent, paypalResult } from './paypal-webhook.ts'
import type { WebhookNotice } from './stripe-webhook.ts'
import type { Transport } from './transport.ts'

const token = z.object({ access_token: z.string() })
const page = z.object({
  events: z.array(paypalEvent).default([]),
  links: z.array(z.object({ rel: z.string(), href: z.string() })).default([]),
})
const path = '/v1/notifications/webhooks-events'

/** PayPal's list of webhook events, which its SDK does not have. */
export function paypalEvents(transport: Transport, credentials: PaypalCredentials): EventList {
  const basic = Buffer.from(`${credentials.clientId}:${credentials.clientSecret}`).toString(
    'base64',
  )

  const request = async (method: string, at: string, authorization: string, body?: string) => {
    const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' }
    const { status, text } = await transport.send(method, at, headers, body)
    if (status !== 200) throw new Error(`PayPal answered ${status} to ${method} ${path}`)
    return JSON.parse(text)
  }

  return async (since) => {
    const grant = 'grant_type=client_credentials'
    const issued = await request('POST', '/v1/oauth2/token', `Basic ${basic}`, grant)
    const bearer = `Bearer ${token.parse(issued).access_token}`
    const found: WebhookNotice[] = []
    let next: string | undefined =
      `${path}?page_size=300&start_time=${encodeURIComponent(since.toISOString())}`
    while (next && found.length < maxEvents) {
      const { events, links } = page.parse(await request('GET', next, bearer))
      for (const { id, event_type: type, resource } of events)
        found.push({ eventId: id, result: paypalResult(type, resource) })
      const href = links.find(({ rel }) => rel === 'next')?.href
      next = href && `${path}${new URL(href, transport.url).search}`
    }
    return found
  }
}
