import { quoteIssuer } from '@stoa/contracts'
import type { Received } from '@stoa/events'
import { type FreshDatabase, freshDatabase } from '@stoa/postgres'
import { createLog } from '@stoa/service'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { migrations } from '../migrations/index.ts'
import { createApp } from './app.ts'
import type { Deps } from './deps.ts'
import type { Database } from './tables.ts'
import { advance } from './use-cases/advance.ts'
import { learn } from './use-cases/learn.ts'
import { sweep } from './use-cases/sweep.ts'

const edge = 'cluster.local/ns/istio-ingress/sa/istio-ingressgateway'
const log = createLog('orders', 'error')

let fresh: FreshDatabase<Database>
let deps: Deps
let now: Date
let app: ReturnType<typeof createApp>

const received = (type: string, data: object, id: string = uuidv7()): Received<string, never> => ({
  message: {
    specversion: '1.0',
    id,
    type,
    source: 't',
    subject: 's',
    time: '',
    data: data as never,
  },
  delivery: { id, index: 0, size: 1 },
})

const product = (sku: string, priceMinor: number, revision = 1) =>
  received('catalog.product_changed', {
    sku,
    name: sku,
    priceMinor,
    currency: 'GBP',
    weightGrams: 100,
    active: sku !== 'OLD',
    revision,
  }) as never

beforeAll(async () => {
  fresh = await freshDatabase(process.env.TEST_POSTGRES, migrations)
  deps = { db: fresh.db, log, now: () => now, newId: uuidv7 }
  app = createApp(deps, { believed: [edge], ready: async () => undefined })
  await learn(deps, [product('MUG', 500), product('CUP', 250), product('OLD', 100)])
})
afterAll(() => fresh.drop())
beforeEach(() => {
  now = new Date('2026-06-01T12:00:00Z')
})

const as = (sub: string, ...roles: string[]) => ({
  'x-stoa-claims': Buffer.from(
    JSON.stringify({ sub, roles: roles.length ? roles : ['customer'] }),
  ).toString('base64url'),
  'x-forwarded-client-cert': `By=spiffe://cluster.local/ns/commerce/sa/orders;URI=spiffe://${edge}`,
})
const address = { name: 'A', street: 'B 1', city: 'C', postcode: 'D1', country: 'GB' }
const order = (more: object = {}) => ({
  lines: [
    { sku: 'MUG', quantity: 2 },
    { sku: 'CUP', quantity: 1 },
  ],
  currency: 'GBP',
  payment: { type: 'account' },
  delivery: { carrier: 'own-fleet', address },
  ...more,
})
const post = (path: string, body: unknown, headers: Record<string, string>) =>
  app.request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
const place = (body: unknown, headers: Record<string, string> = {}) =>
  post('/v1/orders', body, { ...as('c-1'), 'idempotency-key': uuidv7(), ...headers })
const json = async (answer: Response) => (await answer.json()) as Record<string, never>

const placed = async (): Promise<string> => (await json(await place(order()))).orderId ?? ''
const reply = (type: string, orderId: string, data: object = {}) =>
  advance(deps, [received(type, { orderId, ...data })])
const shipped = async () => {
  const orderId = await placed()
  await reply('inventory.reserved', orderId)
  await reply('payments.authorised', orderId, { provider: 'account' })
  await reply('shipping.booked', orderId, { carrier: 'own-fleet', trackingNumber: 'STOA-1' })
  await reply('payments.captured', orderId)
  return orderId
}
const view = async (orderId: string, who = as('c-1')) =>
  json(await app.request(`/v1/orders/${orderId}`, { headers: who }))
const said = async (orderId: string): Promise<string[]> => {
  const { rows } = await sql<{ type: string }>`
    select event ->> 'type' as type from outbox, jsonb_array_elements(payload::jsonb) with ordinality as e (event, n)
    where event ->> 'subject' = ${orderId} order by outbox.id, n`.execute(fresh.db)
  return rows.map(({ type }) => type)
}

describe('placing', () => {
  it('prices lines by the catalog and answers 202', async () => {
    const answer = await place(order())
    expect(answer.status).toBe(202)
    expect(await json(answer)).toMatchObject({
      status: 'placed',
      totalMinor: 1250,
      currency: 'GBP',
    })
  })

  it('takes many at once, each with its own answer', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        place(order(n % 4 === 0 ? { lines: [{ sku: 'NOPE', quantity: 1 }] } : {})),
      ),
    )
    expect(answers.filter(({ status }) => status === 422)).toHaveLength(10)
    const ids = await Promise.all(answers.filter(({ status }) => status === 202).map(json))
    expect(new Set(ids.map(({ orderId }) => orderId)).size).toBe(30)
  })

  it('answers a repeated key with the same bytes and makes no second order', async () => {
    const key = { 'idempotency-key': uuidv7() }
    const first = await (await place(order(), key)).text()
    const second = await place(order(), key)
    expect(second.status).toBe(202)
    expect(await second.text()).toBe(first)
  })

  it('refuses a key that was used with another body, and one that is being worked on', async () => {
    const key = { 'idempotency-key': uuidv7() }
    await place(order(), key)
    expect((await place(order({ currency: 'EUR' }), key)).status).toBe(422)
    const twin = { 'idempotency-key': uuidv7() }
    const twins = await Promise.all([place(order(), twin), place(order(), twin)])
    expect(twins.map(({ status }) => status).sort()).toEqual([202, 409])
  })

  it('keeps keys of different customers apart', async () => {
    const key = { 'idempotency-key': uuidv7() }
    const mine = await json(await place(order(), key))
    const theirs = await json(await place(order(), { ...key, ...as('c-2') }))
    expect(theirs.orderId).not.toBe(mine.orderId)
  })

  const rows: [string, unknown, number, string[]][] = [
    ['an unknown SKU', order({ lines: [{ sku: 'NOPE', quantity: 1 }] }), 422, ['/lines/0/sku']],
    [
      'a product no longer sold',
      order({ lines: [{ sku: 'OLD', quantity: 1 }] }),
      422,
      ['/lines/0/sku'],
    ],
    [
      'a quantity of zero',
      order({ lines: [{ sku: 'MUG', quantity: 0 }] }),
      422,
      ['/lines/0/quantity'],
    ],
    [
      'a duplicate line',
      order({
        lines: [
          { sku: 'MUG', quantity: 1 },
          { sku: 'MUG', quantity: 1 },
        ],
      }),
      422,
      ['/lines/1/sku'],
    ],
    ['no lines', order({ lines: [] }), 422, ['/lines']],
    ['a currency that does not exist', order({ currency: 'XXQ' }), 422, ['/currency']],
    [
      'a currency without prices',
      order({ currency: 'EUR' }),
      422,
      ['/lines/0/sku', '/lines/1/sku'],
    ],
    [
      'a price sent along',
      order({ lines: [{ sku: 'MUG', quantity: 1 }], totalMinor: 1 }),
      422,
      ['/'],
    ],
    [
      'several bad fields at once',
      { ...order(), currency: 'nope', payment: { type: 'cash' } },
      422,
      ['/currency', '/payment/type'],
    ],
    ['a body that is not JSON', '{', 400, []],
    ['a body over its limit', 'x'.repeat(300_000), 413, []],
  ]
  it.each(rows)('refuses %s and names every bad field', async (_, body, status, fields) => {
    const answer = await place(body)
    expect(answer.status).toBe(status)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    const problem = (await answer.json()) as { errors?: { field: string }[] }
    expect((problem.errors ?? []).map(({ field }) => field)).toEqual(fields)
  })

  it('wants a key, a JSON body and verified claims', async () => {
    expect((await place(order(), { 'idempotency-key': '' })).status).toBe(400)
    expect((await place(order(), { 'idempotency-key': 'a'.repeat(256) })).status).toBe(400)
    expect((await place(order(), { 'content-type': 'text/plain' })).status).toBe(415)
    expect((await place(order(), { 'x-stoa-claims': '' })).status).toBe(401)
  })

  it('does not believe claims from anyone but the edge', async () => {
    const forged = {
      'x-forwarded-client-cert': `URI=spiffe://${edge},By=x;URI=spiffe://cluster.local/ns/commerce/sa/sandbox`,
    }
    expect((await place(order(), forged)).status).toBe(401)
  })

  it('never shows the message of an inside error', async () => {
    const broken = createApp(
      { ...deps, db: undefined as never, log: createLog('orders', 'error') },
      { believed: [edge], ready: async () => undefined },
    )
    const answer = await broken.request(`/v1/orders/${uuidv7()}`, { headers: as('c-1') })
    expect(answer.status).toBe(500)
    expect(await answer.text()).not.toMatch(/undefined|execut/i)
  })
})

describe('quotes', () => {
  const quote = async (sub: string, sign = true) => {
    const { publicKey, privateKey } = await generateKeyPair('ES256')
    const kid = uuidv7()
    if (sign)
      await learn(deps, [
        received('catalog.quote_key_added', { kid, jwk: await exportJWK(publicKey) }) as never,
      ])
    return new SignJWT({
      currency: 'GBP',
      lines: [{ sku: 'MUG', quantity: 3, unitPriceMinor: 123 }],
    })
      .setProtectedHeader({ alg: 'ES256', kid })
      .setIssuer(quoteIssuer)
      .setSubject(sub)
      .setJti(kid)
      .setIssuedAt(now)
      .setExpirationTime(new Date(now.getTime() + 60_000))
      .sign(privateKey)
  }
  const byQuote = (text: string) => ({
    quote: text,
    payment: { type: 'account' },
    delivery: { carrier: 'own-fleet', address },
  })

  it('set the price for the customer they were signed for', async () => {
    expect(await json(await place(byQuote(await quote('c-1'))))).toMatchObject({ totalMinor: 369 })
  })

  it('are refused for another customer, from another signer, when expired, or beside lines', async () => {
    expect((await place(byQuote(await quote('c-2')))).status).toBe(422)
    expect((await place(byQuote(await quote('c-1', false)))).status).toBe(422)
    const old = await quote('c-1')
    now = new Date(now.getTime() + 120_000)
    expect((await place(byQuote(old))).status).toBe(422)
    expect((await place({ ...order(), quote: old })).status).toBe(422)
  })
})

describe('the saga', () => {
  it('brings an order to its end and tells of it', async () => {
    const orderId = await shipped()
    expect(await view(orderId)).toMatchObject({ status: 'shipped', trackingNumber: 'STOA-1' })
    expect(await said(orderId)).toEqual([
      'inventory.reserve',
      'payments.authorise',
      'shipping.book',
      'order.confirmed',
      'payments.capture',
      'order.shipped',
    ])
  })

  it('makes one step of a reply that comes twice, by the same id or another', async () => {
    const orderId = await placed()
    const once = received('inventory.reserved', { orderId })
    await Promise.all([advance(deps, [once]), advance(deps, [once])])
    await reply('inventory.reserved', orderId)
    expect((await said(orderId)).filter((type) => type === 'payments.authorise')).toHaveLength(1)
  })

  it('asks again, then gives up and takes everything back', async () => {
    const orderId = await placed()
    now = new Date(now.getTime() + 6_000)
    await sweep(deps)
    expect((await said(orderId)).filter((type) => type === 'inventory.reserve')).toHaveLength(2)
    now = new Date(now.getTime() + 20_000)
    await sweep(deps)
    expect((await said(orderId)).at(-1)).toBe('inventory.release')
    await reply('inventory.released', orderId)
    expect(await view(orderId)).toMatchObject({
      status: 'cancelled',
      reason: 'no answer about the stock in time',
    })
  })

  it('tells its read model what its events tell', async () => {
    await shipped()
    const { rows } = await sql<{ wrong: number }>`
      select count(*) as wrong from orders o join lateral (
        select max(version) as version, bool_or(type = 'order.shipped') as shipped from order_events e where e.order_id = o.order_id
      ) e on true where o.version <> e.version or (o.status = 'shipped') <> e.shipped`.execute(
      fresh.db,
    )
    expect(rows[0]?.wrong).toBe(0)
  })
})

describe('customers and staff', () => {
  it("see their own orders; another's is as good as none", async () => {
    const orderId = await placed()
    expect((await app.request(`/v1/orders/${orderId}`, { headers: as('c-9') })).status).toBe(404)
    expect(
      (await app.request(`/v1/orders/${orderId}`, { headers: as('boss', 'operator') })).status,
    ).toBe(200)
    const list = (await json(
      await app.request('/v1/orders?limit=1', { headers: as('c-1') }),
    )) as never as { orders: { orderId: string }[]; cursor: string }
    expect(list.orders).toHaveLength(1)
    expect(list.cursor).toBe(list.orders[0]?.orderId)
  })

  it('may cancel until the parcel is on its way', async () => {
    const orderId = await placed()
    expect((await post(`/v1/orders/${orderId}/cancel`, {}, as('c-9'))).status).toBe(404)
    expect(await json(await post(`/v1/orders/${orderId}/cancel`, {}, as('c-1')))).toMatchObject({
      status: 'cancelling',
    })
    expect((await post(`/v1/orders/${await shipped()}/cancel`, {}, as('c-1'))).status).toBe(409)
  })

  it('get a refund once for one key, never more than was paid', async () => {
    const orderId = await shipped()
    const refund = (amountMinor: number, key: string, who = as('s', 'sales')) =>
      post(
        `/v1/orders/${orderId}/refunds`,
        { amountMinor, currency: 'GBP', reason: 'broken' },
        { ...who, 'idempotency-key': key },
      )
    expect((await refund(100, 'k', as('c-1'))).status).toBe(403)
    const first = await refund(1000, 'k')
    expect(first.status).toBe(202)
    const again = await refund(1000, 'k')
    expect(await again.text()).toBe(await first.text())
    expect((await refund(251, 'k2')).status).toBe(409)
    expect((await said(orderId)).filter((type) => type === 'payments.refund')).toHaveLength(1)
  })

  it('follow changes of status in the order they were committed', async () => {
    const operator = as('boss', 'operator')
    const { cursor } = await json(await app.request('/v1/orders/changes', { headers: operator }))
    const orderId = await shipped()
    // Another transaction of the server that is still running holds the feed back, never a change out of it.
    await vi.waitFor(async () => {
      const answer = await app.request(`/v1/orders/changes?after=${cursor}`, { headers: operator })
      const { changes } = (await answer.json()) as {
        changes: { orderId: string; status: string }[]
      }
      const own = changes.filter((change) => change.orderId === orderId)
      expect(own.map(({ status }) => status)).toEqual(['confirmed', 'shipped'])
    })
    expect((await app.request('/v1/orders/changes', { headers: as('c-1') })).status).toBe(403)
  })
})

describe('the contract', () => {
  it('is served as OpenAPI made from the routes', async () => {
    const spec = (await (await app.request('/openapi.json')).json()) as {
      paths: Record<string, { post?: { requestBody?: unknown } }>
    }
    expect(Object.keys(spec.paths)).toEqual(
      expect.arrayContaining(['/v1/orders', '/v1/orders/{orderId}/refunds']),
    )
    expect(spec.paths['/v1/orders']?.post?.requestBody).toBeDefined()
  })
})
