import { createHmac, randomUUID } from 'node:crypto'
import { shippingBook } from '@stoa/contracts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApp } from './app.ts'
import { openShipping, received } from './testing.ts'
import { book } from './use-cases/book.ts'

const edge = 'cluster.local/ns/istio-ingress/sa/istio-ingressgateway'
let shipping: Awaited<ReturnType<typeof openShipping>>
let app: ReturnType<typeof createApp>
beforeAll(async () => {
  shipping = await openShipping()
  app = createApp(shipping.deps, { trustedForwarders: [edge], ready: async () => undefined })
})
afterAll(() => shipping.close())

const address = { name: 'Ada', street: '1 Way', city: 'Leeds', postcode: 'LS1 1AA', country: 'GB' }
const as = (sub: string, ...roles: string[]) => ({
  'x-forwarded-client-cert': `By=spiffe://x;URI=spiffe://${edge}`,
  'x-stoa-claims': Buffer.from(JSON.stringify({ sub, roles })).toString('base64url'),
})
const get = (path: string, headers: Record<string, string>) => app.request(path, { headers })
const post = (path: string, body: unknown, headers: Record<string, string>) =>
  app.request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })

async function booked(carrier: 'own-fleet' | 'fedex' | 'ups') {
  const orderId = randomUUID()
  const command = { orderId, customerId: 'c-1', carrier, address, weightGrams: 900, pieces: 3 }
  await book(shipping.deps, [received(shippingBook, command)])
  const parcel = await shipping.parcelOnce(orderId, ({ status }) => status === 'booked')
  return { orderId, trackingNumber: parcel.trackingNumber ?? '' }
}

it('a customer sees their own parcel, an operator any; for others there is none', async () => {
  const { orderId, trackingNumber } = await booked('own-fleet')
  const path = `/v1/parcels/${orderId}`
  const mine = await get(path, as('c-1', 'customer'))
  expect(await mine.json()).toMatchObject({ orderId, status: 'booked', trackingNumber, scans: [] })
  expect((await get(path, as('boss', 'operator'))).status).toBe(200)
  expect((await get(path, as('c-2', 'customer'))).status).toBe(404)
  expect((await get(path, {})).status).toBe(401)
  expect(
    (await get(path, { ...as('c-1'), 'x-forwarded-client-cert': 'URI=spiffe://other' })).status,
  ).toBe(401)
})

it('a label is a PDF; a parcel without one answers why', async () => {
  const { orderId } = await booked('own-fleet')
  const label = await get(`/v1/parcels/${orderId}/label.pdf`, as('c-1', 'customer'))
  expect(label.headers.get('content-type')).toBe('application/pdf')
  expect((await label.text()).startsWith('%PDF-')).toBe(true)
  const pending = randomUUID()
  shipping.fedex.behaviour.book = 'away'
  const command = {
    orderId: pending,
    customerId: 'c-1',
    carrier: 'fedex',
    address,
    weightGrams: 9,
    pieces: 1,
  } as const
  await book(shipping.deps, [received(shippingBook, command)])
  expect((await get(`/v1/parcels/${pending}/label.pdf`, as('c-1', 'customer'))).status).toBe(409)
  shipping.fedex.behaviour.book = 'good'
})

it('all three carriers have a rate, estimated for one that does not answer', async () => {
  const answer = await post('/v1/rates', { address, weightGrams: 900 }, as('c-1', 'customer'))
  const { rates } = (await answer.json()) as { rates: { carrier: string; estimated: boolean }[] }
  expect(rates.map(({ carrier, estimated }) => [carrier, estimated])).toEqual([
    ['own-fleet', false],
    ['fedex', true],
    ['ups', true],
  ])
})

it('a carrier that cannot take the largest piece has no rate', async () => {
  const dimensions = { lengthMm: 2_740, widthMm: 100, heightMm: 100 }
  const sized = { address, weightGrams: 900, dimensions }
  const answer = await post('/v1/rates', sized, as('c-1', 'customer'))
  const { rates } = (await answer.json()) as { rates: { carrier: string }[] }
  expect(rates.map(({ carrier }) => carrier)).toEqual(['fedex', 'ups'])
})

it('a bad request names every bad field', async () => {
  const bad = {
    address: { ...address, country: 'gb', street: '' },
    ...{ weightGrams: 0, dimensions: { lengthMm: 0, widthMm: 1, heightMm: 1 } },
  }
  const answer = await post('/v1/rates', bad, as('c-1', 'customer'))
  expect(answer.status).toBe(422)
  const { errors } = (await answer.json()) as { errors: { field: string }[] }
  expect(errors.map(({ field }) => field).sort()).toEqual([
    '/address/country',
    '/address/street',
    '/dimensions/lengthMm',
    '/weightGrams',
  ])
})

it('only an operator scans, and only own-fleet parcels', async () => {
  const own = await booked('own-fleet')
  const other = await booked('ups')
  const scan = (orderId: string, ...roles: string[]) =>
    post(`/v1/parcels/${orderId}/scans`, { status: 'in_transit' }, as('d-1', ...roles))
  expect((await scan(own.orderId, 'customer')).status).toBe(403)
  expect((await scan(other.orderId, 'operator')).status).toBe(409)
  const done = await scan(own.orderId, 'operator')
  expect(await done.json()).toMatchObject({
    status: 'in_transit',
    scans: [{ status: 'in_transit' }],
  })
  expect((await shipping.published(own.orderId)).at(-1)).toMatchObject({
    type: 'shipping.tracked',
    data: { customerId: 'c-1', status: 'in_transit' },
  })
})

const startedAt = Date.now()
const fedexEvent = (trackingNumber: string, ...scans: [code: string, minute: number][]) => ({
  output: {
    completeTrackResults: [
      {
        trackingNumber,
        trackResults: [
          {
            scanEvents: scans.map(([derivedStatusCode, minute]) => ({
              derivedStatusCode,
              date: new Date(startedAt + minute * 60_000).toISOString(),
            })),
          },
        ],
      },
    ],
  },
})

const tell = (body: unknown, secret = 'fedex-webhooks') =>
  app.request('/webhooks/fedex', {
    method: 'POST',
    headers: {
      'fdx-signature': createHmac('sha256', secret).update(JSON.stringify(body)).digest('hex'),
    },
    body: JSON.stringify(body),
  })

it('scans by webhook, repeated, late and out of order: the status only moves forward', async () => {
  const { orderId, trackingNumber } = await booked('fedex')
  const way = fedexEvent(trackingNumber, ['IT', 1])
  const delivered = fedexEvent(trackingNumber, ['DL', 3], ['IT', 1])
  for (const event of [way, way, delivered, fedexEvent(trackingNumber, ['OD', 2]), delivered])
    expect((await tell(event)).status).toBe(204)
  const tracked = (await shipping.published(orderId)).filter(
    ({ type }) => type === 'shipping.tracked',
  )
  expect(tracked.map(({ data }) => (data as { status: string }).status)).toEqual([
    'in_transit',
    'delivered',
  ])
  const parcel = await get(`/v1/parcels/${orderId}`, as('c-1', 'customer'))
  const { scans } = (await parcel.json()) as { scans: { status: string }[] }
  expect(scans.map(({ status }) => status)).toEqual(['in_transit', 'out_for_delivery', 'delivered'])
})

it('a webhook with a wrong signature is refused, one for an unknown parcel has to be sent again', async () => {
  const { trackingNumber } = await booked('fedex')
  expect((await tell(fedexEvent(trackingNumber, ['IT', 1]), 'guessed')).status).toBe(401)
  expect((await tell(fedexEvent('400000000000', ['IT', 1]))).status).toBe(404)
  expect((await tell({ output: 1 })).status).toBe(422)
})

it('one unknown number in an event keeps no other parcel back', async () => {
  const [first, second] = [await booked('fedex'), await booked('fedex')]
  const events = [first.trackingNumber, '400000000000', second.trackingNumber].map(
    (number) => fedexEvent(number, ['IT', 1]).output.completeTrackResults,
  )
  const answer = await tell({ output: { completeTrackResults: events.flat() } })
  expect([answer.status, await answer.text()]).toEqual([
    404,
    expect.stringContaining('400000000000'),
  ])
  for (const { orderId } of [first, second]) {
    const parcel = await get(`/v1/parcels/${orderId}`, as('c-1', 'customer'))
    expect(await parcel.json()).toMatchObject({ status: 'in_transit' })
  }
})

it('a Track Alert of UPS moves its parcel', async () => {
  const { orderId, trackingNumber } = await booked('ups')
  const today = new Date().toISOString().slice(0, 10)
  const body = JSON.stringify({
    trackingNumber,
    gmtActivityDate: today.replaceAll('-', ''),
    gmtActivityTime: '235959',
    activityStatus: { type: 'D', code: 'FS', description: 'DELIVERED' },
  })
  const signature = createHmac('sha256', 'ups-webhooks').update(body).digest('hex')
  const headers = { 'ups-signature': signature }
  const answer = await app.request('/webhooks/ups', { method: 'POST', headers, body })
  expect(answer.status).toBe(204)
  const parcel = await get(`/v1/parcels/${orderId}`, as('c-1', 'customer'))
  expect(await parcel.json()).toMatchObject({
    status: 'delivered',
    scans: [{ status: 'delivered', at: `${today}T23:59:59.000Z` }],
  })
})
