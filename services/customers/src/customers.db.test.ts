import { randomUUID } from 'node:crypto'
import { type FreshDatabase, freshDatabase } from '@stoa/postgres'
import { primaryReads } from '@stoa/postgres/replica'
import { createLog } from '@stoa/service'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { migrations } from '../migrations/index.ts'
import { createApp } from './app.ts'
import type { Deps } from './deps.ts'
import { deliveryStatuses, entriesOf, type HistoryEvent, statuses } from './history.ts'
import { refundedMinor, refundFailedMinor, refundsOf } from './refunds.ts'
import { listHistory } from './store/history.ts'
import type { Database } from './tables.ts'
import { eventOf, orderEvents, received, shuffledWithRepeats } from './testing.ts'
import { projectHistory } from './use-cases/project-history.ts'

const edge = 'cluster.local/ns/istio-ingress/sa/istio-ingressgateway'
let fresh: FreshDatabase<Database>
let deps: Deps
let app: ReturnType<typeof createApp>
beforeAll(async () => {
  fresh = await freshDatabase<Database>(process.env.TEST_POSTGRES, migrations)
  const { db } = fresh
  deps = { db, replicas: primaryReads(db), log: createLog('customers', 'silent') }
  app = createApp(deps, { trustedForwarders: [edge], ready: async () => undefined })
})
afterAll(() => fresh.drop())
const reset = () =>
  sql`truncate profiles, addresses, order_history, order_refunds, inbox`.execute(fresh.db)
beforeEach(async () => {
  await reset()
})

const as = (sub: string, ...roles: string[]) => ({
  'x-stoa-claims': Buffer.from(JSON.stringify({ sub, roles })).toString('base64url'),
  'x-forwarded-client-cert': `By=spiffe://x;URI=spiffe://${edge}`,
})
const ann = as('ann', 'customer')
const call = (
  method: string,
  path: string,
  headers: Record<string, string> = ann,
  body?: unknown,
) =>
  app.request(`/v1/customers${path}`, {
    method,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
const problemOf = async (answer: Response) => {
  const { errors } = (await answer.json()) as { errors: { field: string }[] }
  return [answer.status, ...errors.map(({ field }) => field).sort()]
}

const profile = { name: 'Ann Example', email: 'ann@example.com', phone: null }
const home = {
  name: 'Ann',
  street: '1 High Street',
  city: 'York',
  postcode: 'YO1 1AA',
  country: 'GB',
}

describe('a profile', () => {
  it('is written and read by its owner and by an operator', async () => {
    expect((await call('GET', '/ann')).status).toBe(404)
    expect((await call('PUT', '/ann', ann, profile)).status).toBe(200)
    for (const reader of [ann, as('boss', 'operator')])
      expect(await (await call('GET', '/ann', reader)).json()).toEqual({
        customerId: 'ann',
        ...profile,
      })
  })

  it('with invalid fields is refused, naming each', async () => {
    const answer = await call('PUT', '/ann', ann, { name: 'A\u0000n', email: 'ann', phone: 'x' })
    expect(await problemOf(answer)).toEqual([422, '/email', '/name', '/phone'])
  })
})

describe('an address', () => {
  it('is created, changed, read, listed and deleted', async () => {
    await call('PUT', '/ann/addresses/home', ann, home)
    await call('PUT', '/ann/addresses/home', ann, { ...home, city: 'Leeds' })
    expect(await (await call('GET', '/ann/addresses/home')).json()).toEqual({
      ...home,
      city: 'Leeds',
    })
    expect(await (await call('GET', '/ann/addresses')).json()).toEqual({
      addresses: { home: { ...home, city: 'Leeds' } },
    })
    for (const _ of [1, 2]) expect((await call('DELETE', '/ann/addresses/home')).status).toBe(204)
    expect((await call('GET', '/ann/addresses/home')).status).toBe(404)
  })

  it('has a company, three street lines, a region and a phone; or none of them', async () => {
    const office = {
      ...{ name: 'Ann', company: 'Example Ltd', phone: '+852 2123 4567' },
      ...{ street: 'Flat 25', street2: '12/F, Acacia Building', street3: '150 Kennedy Road' },
      ...{ city: 'Wan Chai', region: 'Hong Kong Island', country: 'HK' },
    }
    const small = { name: 'Ann', street: '1 Nathan Road', region: 'Kowloon', country: 'HK' }
    for (const address of [office, small, office, home]) {
      await call('PUT', '/ann/addresses/home', ann, address)
      expect(await (await call('GET', '/ann/addresses/home')).json()).toEqual(address)
    }
  })

  it('without what its country requires is refused, with what is expected', async () => {
    const address = { ...home, country: 'US', postcode: 'YO1', region: undefined }
    const answer = await call('PUT', '/ann/addresses/home', ann, address)
    expect(answer.status).toBe(422)
    expect(((await answer.json()) as { errors: unknown }).errors).toEqual([
      {
        field: '/region',
        message:
          'is required in United States: the state: for example AL (Alabama), AK (Alaska), AS (American Samoa), AZ (Arizona), AR (Arkansas), AA (Armed Forces (AA)), AE (Armed Forces (AE)), AP (Armed Forces (AP))',
      },
      {
        field: '/postcode',
        message: 'must be a postcode of United States, for example 95014',
      },
    ])
  })

  it('that the release before stored is read as it is', async () => {
    await sql`insert into addresses (customer_id, name, recipient, street, city, postcode, country)
      values ('ann', 'home', 'Ann', ${'1 High Street '.repeat(14)}, 'York', '0', 'UK')`.execute(
      fresh.db,
    )
    expect(await (await call('GET', '/ann/addresses/home')).json()).toMatchObject({ country: 'UK' })
  })

  it('with invalid fields is refused, naming each', async () => {
    const answer = await call('PUT', '/ann/addresses/home', ann, {
      ...home,
      country: 'England',
      street: '',
    })
    expect(await problemOf(answer)).toEqual([422, '/country', '/street'])
    const control = await call('PUT', '/ann/addresses/home', ann, { ...home, city: 'Yo\u0000rk' })
    expect(await problemOf(control)).toEqual([422, '/city'])
  })

  it('is refused beyond fifty; existing ones can still be changed', async () => {
    for (let n = 0; n < 50; n += 1) await call('PUT', `/ann/addresses/a${n}`, ann, home)
    expect((await call('PUT', '/ann/addresses/more', ann, home)).status).toBe(409)
    expect((await call('PUT', '/ann/addresses/a7', ann, home)).status).toBe(200)
  })
})

describe('a caller who is neither the customer nor an operator', () => {
  it.each([
    ['GET', '/ann'],
    ['PUT', '/ann'],
    ['GET', '/ann/addresses'],
    ['GET', '/ann/addresses/home'],
    ['PUT', '/ann/addresses/home'],
    ['DELETE', '/ann/addresses/home'],
    ['GET', '/ann/orders'],
  ])('cannot %s %s', async (method, path) => {
    await call('PUT', '/ann', ann, profile)
    await call('PUT', '/ann/addresses/home', ann, home)
    const body = method === 'PUT' ? { anything: 1 } : undefined
    expect((await call(method, path, as('bob', 'customer', 'sales'), body)).status).toBe(403)
    expect((await call(method, path, {}, body)).status).toBe(401)
    const fromOrders = {
      ...ann,
      'x-forwarded-client-cert': 'URI=spiffe://cluster.local/ns/commerce/sa/orders',
    }
    expect((await call(method, path, fromOrders, body)).status).toBe(401)
    expect((await call('GET', '/ann/addresses/home')).status).toBe(200)
  })
})

const stored = async () => {
  const rows = await listHistory(fresh.db, 'ann', {
    before: 'ffffffff-ffff-ffff-ffff-ffffffffffff',
    limit: 1000,
  })
  return rows.map((row) => ({
    ...row,
    placedAt: row.placedAt.toISOString(),
    deliveryAt: row.deliveryAt?.toISOString() ?? null,
  }))
}
const expected = (events: readonly HistoryEvent[]) => {
  const refunds = refundsOf(events)
  const of = (orderId: string) => refunds.filter((one) => one.orderId === orderId)
  return entriesOf(events)
    .map(({ delivery, tracking, ...entry }) => ({
      ...entry,
      trackingNumber: tracking?.number ?? null,
      deliveryStatus: delivery?.status ?? null,
      deliveryAt: delivery?.at ?? null,
      refundedMinor: refundedMinor(of(entry.orderId)),
      refundFailedMinor: refundFailedMinor(of(entry.orderId)),
    }))
    .sort((a, b) => (a.orderId < b.orderId ? 1 : -1))
}

describe('the order history', () => {
  it('does not depend on the order, repetition, batching or concurrency of events', async () => {
    const deliveries = fc
      .array(orderEvents('ann'), { minLength: 1, maxLength: 6 })
      .chain((all) =>
        fc.tuple(
          fc.constant(all.flat()),
          shuffledWithRepeats(all.flat()),
          fc.integer({ min: 1, max: 9 }),
        ),
      )
    await fc.assert(
      fc.asyncProperty(deliveries, async ([events, delivered, size]) => {
        await reset()
        const batches = Array.from({ length: Math.ceil(delivered.length / size) }, (_, index) =>
          delivered.slice(index * size, (index + 1) * size).map(received),
        )
        await Promise.all(batches.map((batch) => projectHistory(deps, batch)))
        expect(await stored()).toEqual(expected(events))
      }),
      { numRuns: 60 },
    )
  })

  it.each([
    ['its failure', {}, { replacedBy: 'there' }],
    ['the other', { replaces: 'declared' }, {}],
  ] as const)(
    'links a declared refund to the one at the provider that %s names, in whatever order they are told of',
    async (_, made, failure) => {
      const at = (minute: number) => `2026-01-03T10:0${minute}:00Z`
      const refundIds = { declared: randomUUID(), there: randomUUID() }
      const idsOf = (links: Readonly<Record<string, keyof typeof refundIds>>) =>
        Object.fromEntries(Object.entries(links).map(([name, one]) => [name, refundIds[one]]))
      const order = { orderId: randomUUID(), customerId: 'ann', currency: 'GBP' }
      const placedAt = '2026-01-01T09:00:00Z'
      const declared = { ...order, refundId: refundIds.declared, amountMinor: 200 }
      const there = { ...order, refundId: refundIds.there, amountMinor: 250 }
      const events = [
        eventOf('order.confirmed', { ...order, totalMinor: 900, pieces: 1, placedAt }),
        eventOf('order.refunded', { ...there, ...idsOf(made) }, at(0)),
        eventOf('order.refunded', declared, at(1)),
        eventOf('order.refund_failed', { ...declared, ...idsOf(failure) }, at(2)),
        eventOf('order.refund_failed', there, at(3)),
      ]
      for (const told of [events, events.toReversed()]) {
        await reset()
        for (const event of told) await projectHistory(deps, [received(event)])
        expect(await stored()).toMatchObject([{ refundedMinor: 0, refundFailedMinor: 250 }])
      }
    },
  )

  it('ranks statuses in the database as the code does', async () => {
    const { rows } = await sql<{ statuses: string[]; deliveries: string[] }>`
      select enum_range(null::order_status)::text[] as statuses,
        enum_range(null::delivery_status)::text[] as deliveries`.execute(fresh.db)
    expect(rows).toEqual([{ statuses: [...statuses], deliveries: [...deliveryStatuses] }])
  })

  it('is listed page by page, newest first, without orders of other customers', async () => {
    const annsOrders = fc.sample(orderEvents('ann'), 7)
    await projectHistory(
      deps,
      [...annsOrders, ...fc.sample(orderEvents('bob'), 3)].flat().map(received),
    )
    const seen: string[] = []
    let query = '?limit=3'
    while (query) {
      const page = (await (await call('GET', `/ann/orders${query}`)).json()) as {
        orders: { orderId: string }[]
        cursor?: string
      }
      seen.push(...page.orders.map(({ orderId }) => orderId))
      query = page.cursor ? `?limit=3&cursor=${page.cursor}` : ''
    }
    const all = new Set(annsOrders.flat().map(({ data }) => data.orderId))
    expect(seen).toEqual([...all].sort().reverse())
  })

  it('leaves out an order whose summary has not arrived yet', async () => {
    const events = fc.sample(orderEvents('ann'), 50).find((all) => refundsOf(all).length > 0) ?? []
    await projectHistory(deps, events.filter(({ type }) => type === 'order.refunded').map(received))
    expect(await (await call('GET', '/ann/orders')).json()).toEqual({ orders: [] })
  })
})

it('describes every route', async () => {
  const { paths } = (await (await app.request('/openapi.json')).json()) as { paths: object }
  expect(Object.keys(paths).sort()).toEqual([
    '/v1/customers/{customerId}',
    '/v1/customers/{customerId}/addresses',
    '/v1/customers/{customerId}/addresses/{name}',
    '/v1/customers/{customerId}/orders',
  ])
})
