import { randomUUID } from 'node:crypto'
import { type Carrier, shippingBook, shippingCancel } from '@stoa/contracts'
import { openApiOfApp } from '@stoa/service/testing'
import { answerDeviationOf } from '@stoa/service/testing-answers'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from './app.ts'
import { countLeftParcels } from './store/parcel-lists.ts'
import { findParcel } from './store/parcels.ts'
import { openShipping, received } from './testing.ts'
import { book } from './use-cases/book.ts'
import { cancel } from './use-cases/cancel.ts'
import { handOverParcels } from './use-cases/hand-over.ts'
import { track } from './use-cases/track.ts'

const edge = 'cluster.local/ns/istio-ingress/sa/istio-ingressgateway'
let shipping: Awaited<ReturnType<typeof openShipping>>
let app: ReturnType<typeof createApp>
beforeAll(async () => {
  shipping = await openShipping()
  app = createApp(shipping.deps, { trustedForwarders: [edge], ready: async () => undefined })
})
afterAll(() => shipping.close())

const address = { name: 'Ada', street: '1 Way', city: 'Leeds', postcode: 'LS1 1AA', country: 'GB' }
const bookOf = (orderId: string, carrier: Carrier) =>
  received(shippingBook, {
    ...{ orderId, customerId: 'c-1', carrier, address, weightGrams: 900, pieces: 3 },
  })
const cancelOf = (orderId: string) => received(shippingCancel, { orderId, reason: 'changed mind' })
const at = new Date()

async function booked(carrier: Carrier = 'own-fleet') {
  const orderId = randomUUID()
  await book(shipping.deps, [bookOf(orderId, carrier)])
  const parcel = await shipping.parcelOnce(orderId, ({ status }) => status === 'booked')
  return { orderId, trackingNumber: parcel.trackingNumber ?? '' }
}
const handOver = (carrier: Carrier, ...trackingNumbers: string[]) =>
  handOverParcels(shipping.deps, { carrier, trackingNumbers, at })
const typesOf = async (orderId: string) =>
  (await shipping.published(orderId)).map(({ type }) => type)

const as = (...roles: string[]) => ({
  'content-type': 'application/json',
  'x-forwarded-client-cert': `By=spiffe://x;URI=spiffe://${edge}`,
  'x-stoa-claims': Buffer.from(JSON.stringify({ sub: 'wh', roles })).toString('base64url'),
})
const post = (body: unknown, ...roles: string[]) =>
  app.request('/v1/parcels/manifests', {
    ...{ method: 'POST', headers: as(...roles), body: JSON.stringify(body) },
  })
const list = async (path: string, ...roles: string[]) => {
  const answer = await app.request(`/v1/parcels/${path}`, { headers: as(...roles) })
  const body = (await answer.json()) as { parcels: { orderId: string }[] }
  return { status: answer.status, parcels: body.parcels ?? [] }
}

describe('a manifest', () => {
  it('hands over many parcels at once, and its repetition changes nothing', async () => {
    const parcels = [await booked(), await booked()]
    const numbers = parcels.map(({ trackingNumber }) => trackingNumber)
    const first = await post({ carrier: 'own-fleet', trackingNumbers: numbers }, 'warehouse')
    expect(first.status).toBe(200)
    const answer = await first.text()
    expect(JSON.parse(answer)).toEqual({
      parcels: numbers.map((trackingNumber) => ({ trackingNumber, result: 'handed_over' })),
    })
    const again = await post({ carrier: 'own-fleet', trackingNumbers: numbers }, 'warehouse')
    expect(await again.text()).toBe(answer)
    for (const { orderId, trackingNumber } of parcels) {
      expect((await shipping.published(orderId)).at(-1)).toMatchObject({
        type: 'shipping.handed_over',
        data: { orderId, carrier: 'own-fleet', trackingNumber },
      })
      expect(await typesOf(orderId)).toEqual(['shipping.booked', 'shipping.handed_over'])
    }
  })

  it('is taken from the warehouse and operators alone, and not for the future', async () => {
    const { orderId, trackingNumber } = await booked()
    const body = { carrier: 'own-fleet', trackingNumbers: [trackingNumber] }
    expect((await post(body, 'customer', 'sales', 'order-manager')).status).toBe(403)
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString()
    expect((await post({ ...body, at: tomorrow }, 'warehouse')).status).toBe(422)
    const twice = { ...body, trackingNumbers: [trackingNumber, 'OTHER-1', trackingNumber] }
    const refused = await post(twice, 'warehouse')
    expect(refused.status).toBe(422)
    const message = `must not have a number twice; found more than once: ${trackingNumber}`
    expect(await refused.json()).toMatchObject({ errors: [{ field: '/trackingNumbers', message }] })
    expect(await findParcel(shipping.deps.db, orderId)).toMatchObject({ status: 'booked' })
    expect((await post(body, 'operator')).status).toBe(200)
  })

  it('says which numbers its carrier does not have', async () => {
    const { trackingNumber } = await booked('fedex')
    expect(await handOver('ups', trackingNumber)).toEqual([{ trackingNumber, result: 'unknown' }])
    expect(await handOver('fedex', trackingNumber)).toEqual([
      { trackingNumber, result: 'handed_over' },
    ])
  })
})

it('the warehouse sees the parcels that wait, longest first, until they are handed over', async () => {
  const parcels = [await booked('ups'), await booked('ups')]
  const waiting = async () => {
    const { parcels: all } = await list('ready?carrier=ups', 'warehouse')
    const ids: readonly string[] = parcels.map(({ orderId }) => orderId)
    return all.map(({ orderId }) => orderId).filter((orderId) => ids.includes(orderId))
  }
  expect(await waiting()).toEqual(parcels.map(({ orderId }) => orderId))
  await handOver('ups', parcels[0]?.trackingNumber ?? '')
  expect(await waiting()).toEqual([parcels[1]?.orderId])
  expect((await list('ready', 'customer')).status).toBe(403)
})

it('the first scan of a carrier hands the parcel over, later ones do not again', async () => {
  const { orderId, trackingNumber } = await booked('fedex')
  const scans = (['in_transit', 'delivered'] as const).map((status) => ({ status, at }))
  for (const scan of [...scans, ...scans])
    await track(shipping.deps, 'fedex', trackingNumber, [scan])
  expect(await typesOf(orderId)).toEqual([
    ...['shipping.booked', 'shipping.handed_over', 'shipping.tracked', 'shipping.tracked'],
  ])
})

describe('a cancellation', () => {
  it('is refused once the parcel was handed over, with the reason', async () => {
    const { orderId, trackingNumber } = await booked()
    await handOver('own-fleet', trackingNumber)
    await cancel(shipping.deps, [cancelOf(orderId)])
    expect((await shipping.published(orderId)).at(-1)).toEqual({
      type: 'shipping.cancel_refused',
      data: {
        ...{ orderId, trackingNumber },
        reason: `the parcel was handed over to own-fleet at ${at.toISOString()}`,
      },
    })
    expect(await findParcel(shipping.deps.db, orderId)).toMatchObject({ status: 'handed_over' })
  })

  it('and a manifest at the same moment: one of them wins, and both say which', async () => {
    for (let n = 0; n < 30; n += 1) {
      const { orderId, trackingNumber } = await booked()
      const [[line]] = await Promise.all([
        handOver('own-fleet', trackingNumber),
        cancel(shipping.deps, [cancelOf(orderId)]),
      ])
      const parcel = await findParcel(shipping.deps.db, orderId)
      const won = parcel?.handedOverAt !== null
      expect(line?.result).toBe(won ? 'handed_over' : 'cancelled')
      expect((await typesOf(orderId)).slice(1).toSorted()).toEqual(
        won
          ? ['shipping.cancel_refused', 'shipping.handed_over']
          : ['shipping.cancelled', 'shipping.left_cancelled'],
      )
      expect(parcel?.leftAt === null).toBe(won)
    }
  })

  it('a parcel that leaves after it is listed, counted and announced once, and not handed over', async () => {
    const parcels = [await booked(), await booked('fedex')] as const
    const before = await countLeftParcels(shipping.deps.db)
    for (const { orderId } of parcels) await cancel(shipping.deps, [cancelOf(orderId)])
    expect(await handOver('own-fleet', parcels[0].trackingNumber)).toMatchObject([
      { result: 'cancelled' },
    ])
    for (const status of ['in_transit', 'delivered'] as const)
      await track(shipping.deps, 'fedex', parcels[1].trackingNumber, [{ status, at }])
    const { parcels: left } = await list('left-cancelled', 'operator')
    for (const { orderId, trackingNumber } of parcels) {
      expect(left).toContainEqual(
        expect.objectContaining({ orderId, trackingNumber, reason: 'changed mind' }),
      )
      expect(await typesOf(orderId)).toEqual([
        ...['shipping.booked', 'shipping.cancelled', 'shipping.left_cancelled'],
      ])
    }
    expect(await countLeftParcels(shipping.deps.db)).toBe(before + 2)
    expect((await list('left-cancelled', 'customer')).status).toBe(403)
  })
})

it('a cancelled parcel that left is settled once, announced, and on the list no more', async () => {
  const { orderId, trackingNumber } = await booked()
  const settle = (outcome: string, ...roles: string[]) =>
    app.request(`/v1/parcels/${orderId}/settle-left`, {
      ...{ method: 'POST', headers: as(...roles) },
      body: JSON.stringify({ outcome, reason: 'on the shelf again' }),
    })
  await cancel(shipping.deps, [cancelOf(orderId)])
  expect((await settle('returned', 'warehouse')).status).toBe(404)
  await handOver('own-fleet', trackingNumber)
  const before = await countLeftParcels(shipping.deps.db)
  expect((await settle('returned', 'customer')).status).toBe(403)
  for (let times = 0; times < 2; times++) {
    const answer = await settle('returned', 'warehouse')
    const operation = 'POST /v1/parcels/{orderId}/settle-left'
    expect(await answerDeviationOf(operation, answer, await openApiOfApp(app))).toBeUndefined()
    expect([answer.status, await answer.json()]).toEqual([200, { orderId, outcome: 'returned' }])
  }
  expect((await settle('lost', 'order-manager')).status).toBe(409)
  const { parcels } = await list('left-cancelled', 'operator')
  expect(parcels.map((parcel) => parcel.orderId)).not.toContain(orderId)
  expect(await countLeftParcels(shipping.deps.db)).toBe(before - 1)
  expect((await typesOf(orderId)).filter((type) => type === 'shipping.left_settled')).toHaveLength(
    1,
  )
})

it('a booking requested again says that the parcel was handed over', async () => {
  const { orderId, trackingNumber } = await booked()
  await handOver('own-fleet', trackingNumber)
  await book(shipping.deps, [bookOf(orderId, 'own-fleet')])
  expect((await typesOf(orderId)).slice(-2)).toEqual(['shipping.booked', 'shipping.handed_over'])
})

it('the database keeps a replica of the release before from cancelling what was handed over', async () => {
  const { orderId, trackingNumber } = await booked()
  await handOver('own-fleet', trackingNumber)
  await expect(
    sql`update parcels set status = 'cancelled' where order_id = ${orderId}`.execute(
      shipping.deps.db,
    ),
  ).rejects.toThrow(/parcels_handed_over_check/)
})
