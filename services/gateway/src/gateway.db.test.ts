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

/** How a service behind the own sidecar's socket reacts to a request. */
type Reaction = { status: number; body: unknown } | 'no response' | 'close the connection'
let reactions: Record<string, Reaction>
let received: { host: string | undefined; path: string | undefined; claims: unknown }[]
let sidecar: Server
let clients: Client[]
let app: ReturnType<typeof createApp>

beforeAll(async () => {
  sidecar = createServer(({ headers, url, socket }, answer) => {
    received.push({ host: headers.host, path: url, claims: headers['x-stoa-claims'] })
    const reaction = reactions[headers.host?.split(':')[0] ?? '']
    if (reaction === 'close the connection') socket.destroy()
    else if (reaction && reaction !== 'no response')
      answer
        .writeHead(reaction.status, { 'content-type': 'application/json' })
        .end(typeof reaction.body === 'string' ? reaction.body : JSON.stringify(reaction.body))
  })
  await new Promise<void>((resolve) => sidecar.listen(egress, resolve))
})
afterAll(async () => {
  sidecar.closeAllConnections()
  await new Promise((resolve) => sidecar.close(resolve))
  rmSync(folder, { recursive: true })
})
beforeEach(() => {
  received = []
  reactions = {
    orders: { status: 200, body: order },
    payments: { status: 200, body: payment },
    shipping: { status: 200, body: parcel },
  }
  const clientOf = (to: string, port: number) => createClient({ to, port, egress, timeoutMs: 300 })
  const deps: Deps = {
    log: createLog('gateway', 'silent'),
    openApi: '{"openapi":"3.1.0"}',
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

it('an order is composed with its payment and parcel, each read with the claims of the caller', async () => {
  expect(await overview()).toEqual({
    status: 200,
    body: { order, payment, parcel, unavailable: [] },
  })
  expect(received[0]).toEqual({ host: 'orders:4001', path: `/v1/orders/${orderId}`, claims })
  expect(new Set(received.slice(1))).toEqual(
    new Set([
      { host: 'payments:4004', path: `/v1/payments/${orderId}`, claims },
      { host: 'shipping:4005', path: `/v1/parcels/${orderId}`, claims },
    ]),
  )
})

describe('a part', () => {
  it.each<[string, Reaction]>([
    ['fails', { status: 500, body: {} }],
    ['sends no response in time', 'no response'],
    ['closes the connection', 'close the connection'],
    ['sends an invalid response', { status: 200, body: '<html>' }],
    ['refuses the gateway', { status: 403, body: {} }],
  ])('whose service %s is null and unavailable, and the rest is complete', async (_, reaction) => {
    reactions.payments = reaction
    expect(await overview()).toEqual({
      status: 200,
      body: { order, payment: null, parcel, unavailable: ['payment'] },
    })
  })

  it('that does not exist yet is null and not unavailable', async () => {
    reactions.shipping = { status: 404, body: {} }
    expect((await overview()).body).toEqual({ order, payment, parcel: null, unavailable: [] })
  })

  it('whose service keeps failing is no longer called, and is unavailable', async () => {
    reactions.payments = { status: 503, body: {} }
    for (let times = 0; times < 12; times += 1) await overview()
    expect(received.filter(({ host }) => host === 'payments:4004')).toHaveLength(10)
    expect((await overview()).body).toMatchObject({ order, unavailable: ['payment'] })
  })
})

describe('an order that cannot be read', () => {
  it.each<[Reaction, number]>([
    [{ status: 404, body: {} }, 404],
    [{ status: 403, body: {} }, 403],
    [{ status: 500, body: {} }, 503],
    ['no response', 503],
  ])(
    '%j from orders is answered with %i, and no other service is called',
    async (reaction, status) => {
      reactions.orders = reaction
      expect((await overview()).status).toBe(status)
      expect(received.map(({ host }) => host)).toEqual(['orders:4001'])
    },
  )
})

it.each([
  [
    'claims from a workload that is not trusted are refused',
    'cluster.local/ns/commerce/sa/orders',
    orderId,
    401,
  ],
  ['an invalid order id is refused', edge, 'x', 422],
])('%s, and no service is called', async (_, principal, id, status) => {
  expect((await overview(principal, id)).status).toBe(status)
  expect(received).toEqual([])
})

it('answers the document of the platform, and 304 while it is unchanged', async () => {
  const answer = await app.request('/openapi.json')
  expect(await answer.json()).toEqual({ openapi: '3.1.0' })
  const headers = { 'if-none-match': answer.headers.get('etag') ?? '' }
  expect((await app.request('/openapi.json', { headers })).status).toBe(304)
})
