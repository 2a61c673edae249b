import type { ClientResponse } from '@stoa/client'
import { expect, it } from 'vitest'
import { stripeEvents } from './stripe-events.ts'

it('Stripe’s list of a time is read page by page', async () => {
  const asked: URLSearchParams[] = []
  const event = (n: number) => ({ id: `evt_${n}`, type: 'refund.failed', data: { object: {} } })
  const list = stripeEvents(
    {
      ...{ url: 'http://stripe', timeoutMs: 1_000, close: async () => undefined },
      async send(_method, path) {
        const { searchParams } = new URL(path, 'http://stripe')
        asked.push(searchParams)
        const after = Number(searchParams.get('starting_after')?.slice(4) ?? 0)
        const body = { object: 'list', data: [event(after + 1)], has_more: after < 40 }
        return { status: 200, headers: {}, text: JSON.stringify(body) } as ClientResponse
      },
    },
    'sk_test',
  )
  const found: string[] = []
  for await (const page of list(new Date(60_500), new Date(120_500)))
    for (const notice of page) found.push(notice?.eventId ?? '')
  expect(found).toEqual(Array.from({ length: 41 }, (_, n) => `evt_${n + 1}`))
  expect(Object.fromEntries(asked[0] ?? [])).toMatchObject({
    ...{ 'created[gte]': '60', 'created[lte]': '120', delivery_success: 'false' },
  })
})
