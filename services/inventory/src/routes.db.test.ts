import { createOutbox } from '@stoa/events'
import { type FreshDatabase, freshDatabase } from '@stoa/postgres'
import { primaryReads } from '@stoa/postgres/replica'
import { createLog } from '@stoa/service'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { migrations } from '../migrations/index.ts'
import { createApp } from './app.ts'
import type { Database } from './tables.ts'
import { topology } from './topology.ts'

const edge = 'cluster.local/ns/istio-ingress/sa/istio-ingressgateway'
let fresh: FreshDatabase<Database>
let app: ReturnType<typeof createApp>
beforeAll(async () => {
  fresh = await freshDatabase<Database>(process.env.TEST_POSTGRES, migrations)
  const deps = {
    outbox: createOutbox(topology),
    ...{ db: fresh.db, replicas: primaryReads(fresh.db) },
    log: createLog('inventory', 'silent'),
  }
  app = createApp(deps, { trustedForwarders: [edge], ready: async () => undefined })
})
afterAll(() => fresh.drop())

const as = (role: string, principal = edge) => ({
  'x-stoa-claims': Buffer.from(JSON.stringify({ sub: 'staff', roles: [role] })).toString(
    'base64url',
  ),
  'x-forwarded-client-cert': `Hash=1;URI=spiffe://${principal}`,
})
const putReceipt = (
  receiptId: string,
  body: unknown,
  headers: Record<string, string> = as('operator'),
) =>
  app.request(`/v1/stock/receipts/${receiptId}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
const delivery = { warehouse: 'east', lines: [{ sku: 'A-1', quantity: 4 }] }

it('a receipt adds stock once, however often it is sent', async () => {
  const first = await putReceipt('r1', delivery)
  const repeated = await putReceipt('r1', delivery)
  expect([first.status, repeated.status]).toEqual([200, 200])
  expect(await repeated.text()).toBe(await first.text())
  expect(await (await app.request('/v1/stock/A-1')).json()).toEqual({ sku: 'A-1', available: 4 })
})

it('concurrent requests with one receipt id add the stock once', async () => {
  const answers = await Promise.all(
    [1, 2, 3].map(() =>
      putReceipt('concurrent', { warehouse: 'east', lines: [{ sku: 'T', quantity: 1 }] }),
    ),
  )
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(await (await app.request('/v1/stock/T')).json()).toEqual({ sku: 'T', available: 1 })
})

it('a receipt id with other goods is refused with 409 and adds nothing', async () => {
  const other = await putReceipt('r1', { ...delivery, lines: [{ sku: 'A-1', quantity: 5 }] })
  expect(other.status).toBe(409)
  expect(other.headers.get('content-type')).toBe('application/problem+json')
  expect(await (await app.request('/v1/stock/A-1')).json()).toMatchObject({ available: 4 })
})

it.each([
  ['a caller without a token', {}, 401],
  ['a customer', as('customer'), 403],
  [
    'an operator whose claims the edge did not forward',
    as('operator', 'cluster.local/ns/commerce/sa/catalog'),
    401,
  ],
])('%s cannot add a delivery', async (_, headers, status) => {
  expect((await putReceipt('r2', delivery, headers)).status).toBe(status)
})

it.each([
  [
    'every invalid field',
    { warehouse: 'E!', lines: [{ sku: '', quantity: 0 }] },
    ['/lines/0/quantity', '/lines/0/sku', '/warehouse'],
  ],
  ['a SKU named twice', { ...delivery, lines: [...delivery.lines, ...delivery.lines] }, ['/lines']],
  ['an unknown field', { ...delivery, colour: 'red' }, ['/colour']],
])('an invalid receipt is refused, naming %s', async (_, body, fields) => {
  const answer = await putReceipt('r3', body)
  const problem = (await answer.json()) as { errors: { field: string }[] }
  expect(answer.status).toBe(422)
  expect(problem.errors.map(({ field }) => field).sort()).toEqual(fields)
})

it('a body that is not JSON is refused with 400', async () => {
  expect((await putReceipt('r4', '{')).status).toBe(400)
})

it('staff see each warehouse, customers the available pieces', async () => {
  await putReceipt('r5', { warehouse: 'west', lines: [{ sku: 'B', quantity: 2 }] })
  const both = await app.request('/v1/stock?skus=A-1,B,unknown', { headers: as('operator') })
  const levels = { received: 2, onHand: 2, reserved: 0, sold: 0 }
  expect(await both.json()).toEqual({
    stock: [
      {
        sku: 'A-1',
        available: 4,
        warehouses: [{ warehouse: 'east', received: 4, onHand: 4, reserved: 0, sold: 0 }],
      },
      { sku: 'B', available: 2, warehouses: [{ warehouse: 'west', ...levels }] },
    ],
  })
  const customer = await app.request('/v1/stock/B', { headers: as('customer') })
  expect(await customer.json()).toEqual({ sku: 'B', available: 2 })
})

it.each([
  ['/v1/stock/unknown', 404],
  ['/v1/stock', 422],
  ['/v1/stock?skus=%21', 422],
])('%s answers %i', async (path, status) => {
  expect((await app.request(path)).status).toBe(status)
})

it('describes every route', async () => {
  const { paths } = (await (await app.request('/openapi.json')).json()) as { paths: object }
  expect(Object.keys(paths).sort()).toEqual([
    '/v1/stock',
    '/v1/stock/receipts/{receiptId}',
    '/v1/stock/{sku}',
  ])
})
