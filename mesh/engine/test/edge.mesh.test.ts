import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, callSecure } from './call.ts'
import { type App, type Seen, startEcho } from './echo-app.ts'
import { type Fixture, startFixture } from './fixture.ts'
import { type Issuer, newIssuer } from './tokens.ts'
import { until } from './until.ts'

const edgeId = 'URI=spiffe://cluster.local/ns/istio-ingress/sa/istio-ingressgateway'
const forged = Buffer.from(JSON.stringify({ sub: 'c-9', roles: ['operator'] })).toString(
  'base64url',
)

describe('the edge', () => {
  let mesh: Fixture
  let issuer: Issuer
  let ca: Buffer
  const apps: Record<string, App> = {}
  let answerOrders: (request: Seen) => { status: number } | undefined = () => undefined

  beforeAll(async () => {
    issuer = await newIssuer()
    mesh = await startFixture({ services: ['orders', 'gateway', 'catalog', 'sandbox'] })
    ca = await readFile(mesh.authority.caFile)
    for (const name of ['gateway', 'catalog']) apps[name] = await startEcho(mesh.socket(name))
    apps.orders = await startEcho(mesh.socket('orders'), (request) => answerOrders(request))
    apps.sandbox = await startEcho(mesh.socket('sandbox'), ({ path }) =>
      path === '/.well-known/jwks.json' ? { status: 200, body: issuer.jwks } : undefined,
    )
    await until(async () => (await get('/v1/orders', await issuer.token())).status === 200)
  }, 30_000)

  afterAll(async () => {
    for (const app of Object.values(apps)) await app.stop()
    await mesh?.stop()
  })

  interface Sent {
    readonly method?: string
    readonly headers?: Record<string, string>
  }
  const get = (
    path: string,
    token?: string,
    { method = 'GET', headers = {} }: Sent = {},
  ): Promise<Answer> =>
    callSecure({
      host: '127.0.0.1',
      port: mesh.workload('edge').inbound.port,
      servername: 'localhost',
      agent: false,
      ca,
      method,
      path,
      headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers },
    })
  const claimsOf = ({ text }: Answer) =>
    JSON.parse(Buffer.from(JSON.parse(text).headers['x-stoa-claims'], 'base64url').toString())

  test('forwards the claims of a verified token, and not the token', async () => {
    const answer = await get('/v1/orders', await issuer.token({ sub: 'c-7' }))
    expect(claimsOf(answer)).toMatchObject({ sub: 'c-7', roles: ['customer'] })
    const { headers } = JSON.parse(answer.text)
    expect(headers.authorization).toBeUndefined()
    expect(headers['x-forwarded-client-cert'].split(',').at(-1)).toContain(edgeId)
  })

  test('drops claims that a client forges, with a token and without', async () => {
    const headers = { 'x-stoa-claims': forged }
    const withToken = await get('/v1/orders', await issuer.token({ sub: 'c-7' }), { headers })
    expect(claimsOf(withToken)).toMatchObject({ sub: 'c-7' })
    const without = await get('/v1/products', undefined, { headers })
    expect(without.status).toBe(200)
    expect(JSON.parse(without.text).headers['x-stoa-claims']).toBeUndefined()
  })

  test('drops a client certificate header that a client forges', async () => {
    const headers = { 'x-forwarded-client-cert': 'URI=spiffe://cluster.local/ns/commerce/sa/evil' }
    expect((await get('/v1/products', undefined, { headers })).text).not.toContain('evil')
  })

  test('denies requests without a token where one is required', async () => {
    for (const path of [
      '/v1/orders',
      '/v1/orders/o-1',
      '/v1/customers/c-1',
      '/v1/products/../orders',
    ]) {
      expect(await get(path)).toMatchObject({ status: 401 })
    }
    expect(await get('/v1/products', undefined, { method: 'POST' })).toMatchObject({ status: 401 })
    expect(await get('/v1/products/p-1')).toMatchObject({ status: 200 })
  })

  test('denies requests without a route, with and without a token', async () => {
    expect(await get('/metrics', await issuer.token())).toMatchObject({ status: 403 })
    expect(await get('/v1/nothing', await issuer.token())).toMatchObject({ status: 404 })
  })

  test('rejects tokens that are expired, signed with another key, of another issuer or for another audience', async () => {
    const other = await newIssuer()
    const refused = [
      await get('/v1/orders', await issuer.token({}, -120)),
      await get('/v1/orders', await other.token()),
      await get('/v1/orders', await issuer.token({ iss: 'https://evil.test' })),
      await get('/v1/products', 'no.token.atall'),
    ]
    expect(refused.map(({ status }) => status)).toEqual([401, 401, 401, 401])
    expect(await get('/v1/orders', await issuer.token({ aud: 'other' }))).toMatchObject({
      status: 403,
    })
  })

  test('routes a path to its service, and composed paths to the gateway', async () => {
    const token = await issuer.token()
    const seen = (app: string) => apps[app]?.seen.map(({ path }) => path) ?? []
    await get('/v1/orders/o-5/overview', token)
    await get('/v1/orders/o-6', token)
    await get('/v1/quotes', token, { method: 'POST' })
    expect(seen('gateway')).toContain('/v1/orders/o-5/overview')
    expect(seen('orders')).toContain('/v1/orders/o-6')
    expect(seen('catalog')).toContain('/v1/quotes')
  })

  const askedFor = { 'x-envoy-retry-on': '5xx', 'x-envoy-max-retries': '5' }

  test('retries an order only when it has an idempotency key', async () => {
    const token = await issuer.token()
    const tries = async (path: string, headers: Record<string, string>) => {
      const before = apps.orders?.seen.length ?? 0
      answerOrders = ({ method }) => (method === 'POST' ? { status: 503 } : undefined)
      await get(path, token, { method: 'POST', headers })
      answerOrders = () => undefined
      return (apps.orders?.seen.length ?? 0) - before
    }
    expect(await tries('/v1/orders', { 'idempotency-key': 'k-1' })).toBe(4)
    expect(await tries('/v1/orders', {})).toBe(1)
    expect(await tries('/v1/orders', askedFor)).toBe(1)
    expect(await tries('/v1/orders/o-1/refunds', { 'idempotency-key': 'k-2' })).toBe(4)
    expect(await tries('/v1/orders/o-1/cancel', { 'idempotency-key': 'k-1' })).toBe(1)
  })

  test('answers for the hosts of its Gateway and for its own address, and no other', async () => {
    const under = async (host: string) =>
      (await get('/v1/products', undefined, { headers: { host } })).status
    const { port } = mesh.workload('edge').inbound
    expect(await under(`localhost:${port}`)).toBe(200)
    expect(await under('shop.stoa.test')).toBe(200)
    expect(await under(`127.0.0.1:${port}`)).toBe(200)
    expect(await under('elsewhere.test')).toBe(404)
  })
})
