import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, callSecure } from './call.ts'
import { type App, startEcho } from './echo-app.ts'
import { edgeRequests } from './edge-requests.ts'
import { type Fixture, startFixture } from './fixture.ts'
import { type Issuer, newIssuer } from './tokens.ts'
import { until } from './until.ts'

const unrouted = ['GET', 'POST', 'DELETE'].flatMap((method) =>
  ['/', '/nothing', '/v1/nothing', '/metrics'].map((path) => ({ route: 'none', path, method })),
)

describe('an error that the mesh answers', () => {
  let mesh: Fixture
  let issuer: Issuer
  let ca: Buffer
  const apps: App[] = []

  beforeAll(async () => {
    issuer = await newIssuer()
    mesh = await startFixture({ services: ['catalog', 'orders', 'sandbox'] })
    ca = await readFile(mesh.authority.caFile)
    apps.push(
      await startEcho(mesh.socket('sandbox'), () => ({ status: 200, body: issuer.jwks })),
      await startEcho(mesh.socket('catalog')),
    )
    await until(async () => (await get('/v1/products', await issuer.token())).status === 200)
  }, 30_000)

  afterAll(async () => {
    for (const app of apps) await app.stop()
    await mesh?.stop()
  })

  interface Sent {
    readonly method?: string
    readonly body?: string
    readonly headers?: Readonly<Record<string, string>>
  }
  const get = (path: string, token?: string, { headers = {}, ...sent }: Sent = {}) =>
    callSecure({
      ...{ host: '127.0.0.1', port: mesh.workload('edge').inbound.port, servername: 'localhost' },
      ...{ agent: false, ca, path, ...sent },
      headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers },
    })
  const problemOf = ({ status, headers, text }: Answer) => {
    expect(headers['content-type']).toBe('application/problem+json')
    const problem = JSON.parse(text)
    expect(problem).toMatchObject({ type: 'about:blank', status })
    expect(text).not.toMatch(/RBAC|Jwt|upstream|Envoy/i)
    return problem
  }
  const uuid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)

  test('is 401 with the scheme of the token when a request without one needs one', async () => {
    const answer = await get('/v1/orders?secret=1')
    expect(answer.headers['www-authenticate']).toBe('Bearer')
    expect(problemOf(answer)).toEqual({
      ...{ type: 'about:blank', title: 'Unauthorized', status: 401, code: 'unauthenticated' },
      detail: 'this request needs a token; send the header `Authorization: Bearer <token>`',
      ...{ instance: '/v1/orders', traceId: uuid, answeredBy: 'edge' },
    })
  })

  test.each(['Basic YTpi', 'bearer a.b.c', 'Bearer'])(
    'is the same for a request with the header `Authorization: %s`',
    async (authorization) => {
      const answer = await get('/v1/orders', undefined, { headers: { authorization } })
      expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, 'Bearer'])
      expect(problemOf(answer)).toMatchObject({ code: 'unauthenticated', traceId: uuid })
    },
  )

  test.each([
    ['without a token', () => undefined, '16'],
    ['with a token, for a path that no policy allows', () => issuer.token(), '7'],
  ])('has the form of gRPC for a request of gRPC %s', async (_, token, grpcStatus) => {
    const headers = { 'content-type': 'application/grpc' }
    const path = grpcStatus === '16' ? '/v1/orders' : '/metrics'
    const answer = await get(path, await token(), { method: 'POST', headers })
    expect([answer.status, answer.text]).toEqual([200, ''])
    expect(answer.headers['grpc-status']).toBe(grpcStatus)
  })

  test.each([
    ['an invalid token', 401, 'unauthenticated', () => get('/v1/orders', 'no.token.atall')],
    [
      'an expired token',
      401,
      'unauthenticated',
      async () => get('/v1/orders', await issuer.token({}, -120)),
    ],
    [
      'a request that no policy allows',
      403,
      'forbidden',
      async () => get('/metrics', await issuer.token()),
    ],
    [
      'a request without a route',
      404,
      'not_found',
      async () => get('/v1/nothing', await issuer.token()),
    ],
    [
      'a method that the path does not have',
      405,
      'method_not_allowed',
      async () => get('/v1/orders', await issuer.token(), { method: 'PATCH' }),
    ],
    [
      'a long body',
      413,
      'payload_too_large',
      async () =>
        get('/v1/quotes', await issuer.token(), { method: 'POST', body: 'x'.repeat(600_000) }),
    ],
  ])('is problem details with a trace id: %s', async (_, status, code, send) => {
    const answer = await send()
    expect(answer.status).toBe(status)
    expect(problemOf(answer)).toMatchObject({ code, traceId: uuid, answeredBy: 'edge' })
    expect(answer.headers['x-content-type-options']).toBe('nosniff')
  })

  test('asks the client to retry when the service or its sidecar does not answer', async () => {
    const answer = await get('/v1/orders', await issuer.token())
    expect(answer.status).toBe(503)
    expect(answer.headers['retry-after']).toBe('1')
    const problem = problemOf(answer)
    expect(problem).toMatchObject({ code: 'unavailable', traceId: uuid, answeredBy: 'sidecar' })
    await mesh.envoy('orders').stop()
    expect(problemOf(await get('/v1/orders', await issuer.token()))).toMatchObject({
      ...{ status: 503, answeredBy: 'edge' },
    })
  })

  test('is 429 with the time to wait when a client sends too many requests', async () => {
    const file = join(mesh.policyDir, 'gateway/limits.yaml')
    const bucket = 'max_tokens: 3000, tokens_per_fill: 300, fill_interval: 1s'
    const text = await readFile(file, 'utf8')
    expect(text).toContain(bucket)
    await writeFile(
      file,
      text.replace(bucket, 'max_tokens: 1, tokens_per_fill: 1, fill_interval: 3600s'),
    )
    await until(async () => (await get('/v1/products')).status === 429)
    const routes = edgeRequests(await readFile(join(mesh.policyDir, 'gateway/routes.yaml'), 'utf8'))
    expect(routes.length).toBeGreaterThan(20)
    for (const { route, path, method } of [...routes, ...unrouted]) {
      const answer = await get(path, undefined, { method })
      const { traceId, ...problem } = problemOf(answer)
      expect([route, answer.headers['retry-after'], problem]).toMatchObject([
        ...[route, '1', { status: 429, code: 'too_many_requests', instance: path }],
      ])
      expect(traceId).toEqual(uuid)
    }
  })
})
