import { type FreshDatabase, freshDatabase } from '@stoa/postgres'
import { createLog } from '@stoa/service'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { migrations } from '../migrations/index.ts'
import { createApp } from './app.ts'
import type { Database } from './tables.ts'

const edge = 'cluster.local/ns/istio-ingress/sa/istio-ingressgateway'
let fresh: FreshDatabase<Database>
let app: ReturnType<typeof createApp>
beforeAll(async () => {
  fresh = await freshDatabase<Database>(process.env.TEST_POSTGRES, migrations)
  const deps = { db: fresh.db, log: createLog('inventory', 'silent') }
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

it('a receipt puts stock on the shelf once, however often it is sent', async () => {
  const first = await putReceipt('r1', delivery)
  const again = await putReceipt('r1', delivery)
  expect([first.status, again.status]).toEqual([200, 200])
  expect(await again.text()).toBe(await first.text())
  expect(await (await app.request('/v1/stock/A-1')).json()).toEqual({ sku: 'A-1', available: 4 })
})

it('twins of one receipt put the stock on the shelf once', async () => {
  const twins = await Promise.all(
    [1, 2, 3].map(() =>
      putReceipt('twin', { warehouse: 'east', lines: [{ sku: 'T', quantity: 1 }] }),
    ),
  )
  expect(twins.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(await (await app.request('/v1/stock/T')).json()).toEqual({ sku: 'T', available: 1 })
})

it('the same receipt with other goods is a conflict and changes nothing', async () => {
  const other = await putReceipt('r1', { ...delivery, lines: [{ sku: 'A-1', quantity: 5 }] })
  expect(other.status).toBe(409)
  expect(other.headers.get('content-type')).toBe('application/problem+json')
  expect(await (await app.request('/v1/stock/A-1')).json()).toMatchObject({ available: 4 })
})

it.each([
  ['nobody', {}, 401],
  ['a shopper', as('customer'), 403],
  [
    'an operator whom the edge did not bring',
    as('operator', 'cluster.local/ns/commerce/sa/catalog'),
    401,
  ],
])('%s may not take deliveries in', async (_, headers, status) => {
  expect((await putReceipt('r2', delivery, headers)).status).toBe(status)
})

it.each([
  [
    'every bad field',
    { warehouse: 'E!', lines: [{ sku: '', quantity: 0 }] },
    ['/lines/0/quantity', '/lines/0/sku', '/warehouse'],
  ],
  ['a SKU named twice', { ...delivery, lines: [...delivery.lines, ...delivery.lines] }, ['/lines']],
  ['a field nobody knows', { ...delivery, colour: 'red' }, ['/']],
])('a bad receipt is refused naming %s', async (_, body, fields) => {
  const answer = await putReceipt('r3', body)
  const problem = (await answer.json()) as { errors: { field: string }[] }
  expect(answer.status).toBe(422)
  expect(problem.errors.map(({ field }) => field).sort()).toEqual(fields)
})

it('a body that is not JSON is a bad request', async () => {
  expect((await putReceipt('r4', '{')).status).toBe(400)
})

it('staff see each warehouse, shoppers what can be ordered', async () => {
  await putReceipt('r5', { warehouse: 'west', lines: [{ sku: 'B', quantity: 2 }] })
  const both = await app.request('/v1/stock?skus=A-1,B,unknown', { headers: as('operator') })
  const places = { received: 2, onHand: 2, reserved: 0, sold: 0 }
  expect(await both.json()).toEqual({
    stock: [
      {
        sku: 'A-1',
        available: 4,
        warehouses: [{ warehouse: 'east', received: 4, onHand: 4, reserved: 0, sold: 0 }],
      },
      { sku: 'B', available: 2, warehouses: [{ warehouse: 'west', ...places }] },
    ],
  })
  const shopper = await app.request('/v1/stock/B', { headers: as('customer') })
  expect(await shopper.json()).toEqual({ sku: 'B', available: 2 })
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
