import { readFile } from 'node:fs/promises'
import type { OutgoingHttpHeaders } from 'node:http2'
import { connect as connectTls } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { traceHeaders } from '../src/policy.ts'
import { type Answer, callSecure } from './call.ts'
import { type App, startEcho } from './echo-app.ts'
import { type Fixture, startFixture } from './fixture.ts'
import { statusOverHttp2 } from './http2.ts'
import { type Issuer, newIssuer } from './tokens.ts'
import { until } from './until.ts'

const most = 512 * 1024
const isProxys = (name: string) => /^x-envoy|^x-powered-by$|^x-matched-path$/.test(name)

describe('the ingress', () => {
  let mesh: Fixture
  let issuer: Issuer
  let ca: Buffer
  let token: string
  const apps: App[] = []
  const leak = {
    'x-matched-path': '/v1/orders',
    server: 'app/1',
    'x-powered-by': 'app',
    'x-envoy-upstream-service-time': '1',
  }

  beforeAll(async () => {
    issuer = await newIssuer()
    token = await issuer.token()
    mesh = await startFixture({ services: ['orders', 'catalog', 'sandbox'] })
    ca = await readFile(mesh.authority.caFile)
    apps.push(await startEcho(mesh.socket('orders'), undefined, leak))
    apps.push(await startEcho(mesh.socket('catalog')))
    apps.push(await startEcho(mesh.socket('sandbox'), () => ({ status: 200, body: issuer.jwks })))
    await until(async () => (await send('/v1/orders')).status === 200)
  }, 30_000)

  afterAll(async () => {
    for (const app of apps) await app.stop()
    await mesh?.stop()
  })

  interface Sent {
    readonly method?: string
    readonly headers?: Record<string, string>
    readonly body?: string
    /** A client with its own loopback address. */
    readonly from?: string
    readonly bearer?: string | null
  }
  const send = (path: string, { bearer = token, from, headers, ...rest }: Sent = {}) =>
    callSecure({
      host: '127.0.0.1',
      port: mesh.workload('edge').inbound.port,
      servername: 'localhost',
      ca,
      path,
      ...(from ? { localAddress: from } : {}),
      headers: { ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }), ...headers },
      ...rest,
    })

  const overHttp2 = (headers: OutgoingHttpHeaders) =>
    statusOverHttp2(mesh.workload('edge').inbound.port, ca, headers)

  describe('accepts', () => {
    const hello = (options: object) =>
      new Promise<string>((resolve) => {
        const { port } = mesh.workload('edge').inbound
        const socket = connectTls(
          { port, host: '127.0.0.1', servername: 'localhost', ca, ...options },
          () => {
            resolve(`${socket.getProtocol()} ${socket.alpnProtocol}`)
            socket.destroy()
          },
        )
        socket.on('error', () => resolve('refused'))
      })

    test('TLS 1.3 with HTTP/2 and HTTP/1.1, and nothing older', async () => {
      expect(await hello({ ALPNProtocols: ['h2', 'http/1.1'] })).toBe('TLSv1.3 h2')
      expect(await hello({ ALPNProtocols: ['http/1.1'] })).toBe('TLSv1.3 http/1.1')
      expect(await hello({ maxVersion: 'TLSv1.2' })).toBe('refused')
    })

    test('HTTP/2 to a client of Node', async () => {
      expect(await overHttp2({ ':path': '/v1/products' })).toBe(200)
    })
  })

  test('forwards neither the trace of a client nor its baggage', async () => {
    const sent = Object.fromEntries(traceHeaders.map((name) => [name, 'canary']))
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    const { text } = await send('/v1/products', { headers: { ...sent, traceparent, 'x-a': 'b' } })
    const { headers } = JSON.parse(text) as { headers: object }
    expect(headers).toHaveProperty('x-a')
    expect(Object.keys(headers).filter((name) => name in sent)).toEqual([])
  })

  test('logs every refusal, and no text of the caller', async () => {
    const headers = { traceparent: 'canary', 'user-agent': 'canary', 'x-request-id': 'canary' }
    await send('/v1/orders/canary?a=canary', { bearer: null, headers })
    await send('/v1/canary', { headers })
    await send('/v1/canary', { headers: { ...headers, 'content-type': 'application/grpc' } })
    await send('/v1/orders', { headers: { ...headers, host: 'canary.test' } })
    expect(await overHttp2({ ':path': '/v1/products', ':method': 'CANARY' })).toBe(401)
    const statuses = () =>
      [
        ...mesh
          .envoy('edge')
          .output()
          .matchAll(/^\{.*"status":(\d+).*\}$/gm),
      ].map(([, code]) => code)
    await until(() => statuses().length >= 5)
    expect(statuses().sort()).toEqual(['200', '401', '401', '404', '404'])
    expect(mesh.envoy('edge').output()).not.toMatch(/canary/i)
    expect(mesh.envoy('edge').output()).toContain('"method":"other"')
    expect(mesh.envoy('edge').output()).toContain('"method":"GET"')
  })

  describe('adds security headers to', () => {
    const safe = {
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cache-control': 'no-store',
    }
    const large = { method: 'POST', body: 'x'.repeat(most + 1) }
    const answers: readonly [string, number, () => Promise<Answer>][] = [
      ['an allowed request', 200, () => send('/v1/orders')],
      ['an invalid token', 401, () => send('/v1/orders', { bearer: `${token}x` })],
      ['a missing token', 401, () => send('/v1/orders', { bearer: null })],
      ['a path without a route', 404, () => send('/v1/nothing')],
      ['an unknown host', 404, () => send('/v1/orders', { headers: { host: 'a.test' } })],
      ['a body that is too large', 413, () => send('/v1/orders', large)],
    ]
    test.each(answers)(
      'the response to %s (%i), without headers that name the software',
      async (_, status, send) => {
        const answer = await send()
        expect(answer).toMatchObject({ status, headers: safe })
        expect(Object.keys(answer.headers).filter(isProxys)).toEqual([])
        expect(answer.headers.server ?? '').not.toMatch(/envoy/)
      },
    )
  })

  test('accepts a body of 512 KiB, and not a byte more', async () => {
    const sent = (bytes: number) =>
      send('/v1/orders', { method: 'POST', body: 'x'.repeat(bytes) }).then(({ status }) => status)
    expect(await sent(most)).toBe(200)
    expect(await sent(most + 1)).toBe(413)
  })

  test('merges repeated slashes before policies see them, and keeps %2F', async () => {
    expect(await send('/v1//products', { bearer: null })).toMatchObject({ status: 200 })
    expect(await send('/v1//orders', { bearer: null })).toMatchObject({ status: 401 })
    const { text } = await send('/v1/products/a%2Fb', { bearer: null })
    expect(JSON.parse(text).path).toBe('/v1/products/a%2Fb')
  })

  describe('limits', () => {
    /** Sends requests until one is rate limited; undefined when none is. */
    async function refusal(
      send: () => Promise<Answer>,
      longest: number,
    ): Promise<Answer | undefined> {
      let refused: Answer | undefined
      let left = longest
      const loop = async () => {
        while (!refused && left-- > 0) {
          const answer = await send()
          if (answer.status === 429) refused = answer
        }
      }
      await Promise.all(Array.from({ length: 16 }, loop))
      return refused
    }
    const enough = 8_000

    test.each([
      ['no token', '127.0.0.2', '/v1/products', null],
      ['a malformed token', '127.0.0.3', '/v1/products', 'guess'],
      ['a token, at the path that issues tokens', '127.0.0.4', '/oauth/token', undefined],
    ])('a client with %s, and no other', async (_, from, path, bearer) => {
      const own = { from, ...(bearer === undefined ? {} : { bearer }) }
      const refused = await refusal(() => send(path, own), enough)
      expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': '1' } })
      expect(refused?.headers).toHaveProperty('strict-transport-security')
      expect(Object.keys(refused?.headers ?? {}).filter(isProxys)).toEqual([])
      expect(await send('/v1/orders', { from })).toMatchObject({ status: 200 })
      expect(await send('/v1/products', { bearer: null, from: '127.0.0.9' })).toMatchObject({
        status: 200,
      })
    })

    test('a client with a token less than one without', async () => {
      expect(await refusal(() => send('/v1/orders', { from: '127.0.0.5' }), 4_000)).toBeUndefined()
    })
  })
})
