import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Client, createClient } from '@stoa/client'
import { createLog } from '@stoa/service'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createApp } from './app.ts'
import type { Deps } from './deps.ts'

const edge = 'cluster.local/ns/istio-ingress/sa/istio-ingressgateway'
const folder = mkdtempSync(join(tmpdir(), 'gateway-'))
const egress = join(folder, 'out.sock')
const orderId: string = randomUUID()
const order = { orderId, status: 'shipped', totalMinor: 100, currency: 'GBP' }
const payment = { orderId, status: 'captured' }
const parcel = { orderId, status: 'in_transit' }

/** What the other services say, behind the socket of the own sidecar; no answer hangs. */
type Said = { status: number; body: unknown } | 'nothing' | 'hang up'
let says: Record<string, Said>
let asked: { host: string | undefined; path: string | undefined; claims: unknown }[]
let sidecar: Server
let clients: Client[]
let app: ReturnType<typeof createApp>

beforeAll(async () => {
  sidecar = createServer(({ headers, url, socket }, answer) => {
    asked.push({ host: headers.host, path: url, claims: headers['x-stoa-claims'] })
    const said = says[headers.host?.split(':')[0] ?? '']
    if (said === 'hang up') socket.destroy()
    else if (said && said !== 'nothing')
      answer
        .writeHead(said.status, { 'content-type': 'application/json' })
        .end(typeof said.body === 'string' ? said.body : JSON.stringify(said.body))
  })
  await new Promise<void>((resolve) => sidecar.listen(egress, resolve))
})
afterAll(async () => {
  sidecar.closeAllConnections()
  await new Promise((resolve) => sidecar.close(resolve))
  rmSync(folder, { recursive: true })
})
beforeEach(() => {
  asked = []
  says = {
    orders: { status: 200, body: order },
    payments: { status: 200, body: payment },
    shipping: { status: 200, body: parcel },
  }
  const clientOf = (to: string, port: number) => createClient({ to, port, egress, timeoutMs: 300 })
  const deps: Deps = {
    log: createLog('gateway', 'silent'),
    orders: clientOf('orders', 4001),
    payments: clientOf('payments', 4004),
    shipping: clientOf('shipping', 4005),
  }
  clients = [deps.orders, deps.payments, deps.shipping]
  app = createApp(deps, { trustedForwarders: [edge] })
  return () => Promise.all(clients.map((client) => client.close()))
})

const claims = Buffer.from(JSON.stringify({ sub: 'ann', roles: ['customer'] })).toString(
  'base64url',
)
const overview = async (principal = edge, id = orderId) => {
  const answer = await app.request(`/v1/orders/${id}/overview`, {
    headers: { 'x-stoa-claims': claims, 'x-forwarded-client-cert': `URI=spiffe://${principal}` },
  })
  return { status: answer.status, body: await answer.json() }
}

it('an order comes with its payment and parcel, read with the caller’s own claims', async () => {
  expect(await overview()).toEqual({
    status: 200,
    body: { order, payment, parcel, unavailable: [] },
  })
  expect(asked[0]).toEqual({ host: 'orders:4001', path: `/v1/orders/${orderId}`, claims })
  expect(new Set(asked.slice(1))).toEqual(
    new Set([
      { host: 'payments:4004', path: `/v1/payments/${orderId}`, claims },
      { host: 'shipping:4005', path: `/v1/parcels/${orderId}`, claims },
    ]),
  )
})

describe('a part', () => {
  it.each<[string, Said]>([
    ['fails', { status: 500, body: {} }],
    ['gives no answer in time', 'nothing'],
    ['hangs up', 'hang up'],
    ['answers what makes no sense', { status: 200, body: '<html>' }],
    ['does not let us in', { status: 403, body: {} }],
  ])('whose service %s is null and named, and the rest is there', async (_, said) => {
    says.payments = said
    expect(await overview()).toEqual({
      status: 200,
      body: { order, payment: null, parcel, unavailable: ['payment'] },
    })
  })

  it('that does not exist yet is null and not named', async () => {
    says.shipping = { status: 404, body: {} }
    expect((await overview()).body).toEqual({ order, payment, parcel: null, unavailable: [] })
  })

  it('whose service keeps failing is not asked any more, and still named', async () => {
    says.payments = { status: 503, body: {} }
    for (let times = 0; times < 12; times += 1) await overview()
    expect(asked.filter(({ host }) => host === 'payments:4004')).toHaveLength(10)
    expect((await overview()).body).toMatchObject({ order, unavailable: ['payment'] })
  })
})

describe('the order decides', () => {
  it.each<[Said, number]>([
    [{ status: 404, body: {} }, 404],
    [{ status: 403, body: {} }, 403],
    [{ status: 500, body: {} }, 503],
    ['nothing', 503],
  ])('%j of orders is %i, and nobody else is asked', async (said, status) => {
    says.orders = said
    expect((await overview()).status).toBe(status)
    expect(asked.map(({ host }) => host)).toEqual(['orders:4001'])
  })
})

it.each([
  [
    'claims that another service brings are not believed',
    'cluster.local/ns/commerce/sa/orders',
    orderId,
    401,
  ],
  ['an id that is none is refused', edge, 'x', 422],
])('%s, and nobody is asked', async (_, principal, id, status) => {
  expect((await overview(principal, id)).status).toBe(status)
  expect(asked).toEqual([])
})

it('describes its route', async () => {
  const { paths } = (await (await app.request('/openapi.json')).json()) as { paths: object }
  expect(Object.keys(paths)).toEqual(['/v1/orders/{orderId}/overview'])
})
