import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Call } from './call.ts'
import { destinationRule, type SmallMesh, startSmallMesh, virtualService } from './small-mesh.ts'

const subsets = destinationRule(`
subsets:
  - { name: v1, labels: { version: v1 } }
  - { name: v2, labels: { version: v2 } }`)
const to = (subset: string, weight?: number) =>
  `{ destination: { host: api, subset: ${subset} }${weight === undefined ? '' : `, weight: ${weight}`} }`

describe('a VirtualService', () => {
  let mesh: SmallMesh

  beforeAll(async () => {
    mesh = await startSmallMesh({
      members: [
        { instance: 'web', service: 'web' },
        { instance: 'api-v1', service: 'api', labels: { version: 'v1' } },
        { instance: 'api-v2', service: 'api', labels: { version: 'v2' } },
        { instance: 'spy', service: 'spy' },
      ],
    })
  }, 30_000)

  afterAll(async () => {
    await mesh?.stop()
  })

  const get = (call: Call = {}) => mesh.call('web', 'api', call)
  const seenBy = async (call: Call = {}) => JSON.parse((await get(call)).text)
  let cases = 0
  /** Applies routes, and waits for the name of the first one. */
  const routes = async (...http: readonly string[]) => {
    cases += 1
    const [first = '', ...more] = http
    const named = [`name: case-${cases}`, first].join('\n    ')
    const text = [named, ...more].map((one) => `  - ${one}`).join('\n')
    await mesh.apply(subsets, virtualService(text))
    await mesh.untilConfigured('web', `"case-${cases}"`)
  }
  const appsOf = async (count: number, call: Call = {}) => {
    const answers = await Promise.all(Array.from({ length: count }, () => get(call)))
    return answers.map(({ headers }) => headers.app)
  }

  test('distributes requests by weight', async () => {
    await routes(`route: [${to('v1', 80)}, ${to('v2', 20)}]`)
    const apps = await appsOf(1_000)
    const second = apps.filter((app) => app === 'api-v2').length
    // Five standard deviations of a thousand draws at one in five.
    expect(second).toBeGreaterThan(200 - 64)
    expect(second).toBeLessThan(200 + 64)
  })

  test('routes to a subset by match, in order', async () => {
    await routes(
      `match: [{ headers: { x-group: { exact: b } } }, { queryParams: { group: { prefix: b } } }]
    route: [${to('v2')}]`,
      `match: [{ uri: { regex: '/only/[a-z]+' }, withoutHeaders: { x-not: {} } }]
    route: [${to('v2')}]`,
      `match: [{ uri: { prefix: /CASE }, ignoreUriCase: true }]
    route: [${to('v2')}]`,
      `match: [{ authority: { prefix: api.comm }, method: { exact: GET }, scheme: { exact: http } }]
    route: [${to('v2')}]`,
      `match: [{ sourceLabels: { app: other }, uri: { prefix: /from } }, { sourceNamespace: elsewhere, uri: { prefix: /from } }]
    route: [${to('v2')}]`,
      `route: [${to('v1')}]`,
    )
    const app = async (call: Call, host = 'api') => (await mesh.call('web', host, call)).headers.app
    expect(await app({ headers: { 'x-group': 'b' } })).toBe('api-v2')
    expect(await app({ path: '/?group=bc' })).toBe('api-v2')
    expect(await app({ path: '/only/abc' })).toBe('api-v2')
    expect(await app({ path: '/only/abc', headers: { 'x-not': '1' } })).toBe('api-v1')
    expect(await app({ path: '/case/x' })).toBe('api-v2')
    expect(await app({}, 'api.commerce')).toBe('api-v2')
    expect(await app({ path: '/from' })).toBe('api-v1')
    expect(await app({})).toBe('api-v1')
  })

  test('rewrites prefixes, regexes and the authority', async () => {
    await routes(
      `match: [{ uri: { prefix: /old } }]
    rewrite: { uri: /new, authority: elsewhere.test }
    route: [${to('v1')}]`,
      `match: [{ uri: { prefix: /users } }]
    rewrite: { uriRegexRewrite: { match: '^/users/([^/]+)/(.*)$', rewrite: '/\\2/of/\\1' } }
    route: [${to('v1')}]`,
    )
    const moved = await seenBy({ path: '/old/x?y=1' })
    expect([moved.path, moved.headers.host]).toEqual(['/new/x?y=1', 'elsewhere.test'])
    expect((await seenBy({ path: '/users/7/orders' })).path).toBe('/orders/of/7')
  })

  test('redirects and responds directly', async () => {
    await routes(
      `match: [{ uri: { prefix: /moved } }]
    redirect: { uri: /there, authority: shop.test, scheme: https, port: 8443, redirectCode: 307 }`,
      `match: [{ uri: { prefix: /teapot } }]
    directResponse: { status: 418, body: { string: short and stout } }
    headers: { response: { set: { x-from: mesh } } }`,
      `route: [${to('v1')}]`,
    )
    const moved = await get({ path: '/moved' })
    expect([moved.status, moved.headers.location]).toEqual([307, 'https://shop.test:8443/there'])
    expect(await get({ path: '/teapot' })).toMatchObject({
      status: 418,
      text: 'short and stout',
      headers: { 'x-from': 'mesh' },
    })
  })

  test('sets, adds and removes headers of the route and of the destination', async () => {
    await routes(`headers:
      request: { set: { x-set: a }, add: { x-add: b }, remove: [x-gone] }
      response: { set: { x-out: c }, remove: [app] }
    route:
      - destination: { host: api, subset: v1 }
        headers: { request: { add: { x-add: d } }, response: { add: { x-more: e } } }`)
    const answer = await get({ headers: { 'x-set': '0', 'x-add': '0', 'x-gone': '1' } })
    const { headers } = JSON.parse(answer.text)
    expect([headers['x-set'], headers['x-add'], headers['x-gone']]).toEqual([
      'a',
      '0, b, d',
      undefined,
    ])
    expect(answer.headers).toMatchObject({ 'x-out': 'c', 'x-more': 'e' })
    expect(answer.headers.app).toBeUndefined()
  })

  test('times out after its timeout and after the per-try timeout', async () => {
    const open = () => mesh.app('api-v1').seen.filter(({ path }) => path === '/never').length
    mesh.answer('api-v1', ({ path }) => (path === '/never' ? 'nothing' : undefined))
    await routes(`timeout: 100ms\n    route: [${to('v1')}]`)
    expect((await get({ path: '/never' })).status).toBe(504)
    expect(open()).toBe(1)
    await routes(`retries: { attempts: 2, perTryTimeout: 50ms, retryOn: gateway-error, backoff: 1ms }
    route: [${to('v1')}]`)
    expect((await get({ path: '/never' })).status).toBe(504)
    expect(open()).toBe(4)
    mesh.answer('api-v1', () => undefined)
  })

  test('retries as often and for the conditions that it configures', async () => {
    const tries = async () => {
      const before = mesh.app('api-v1').seen.length
      const { status } = await get({ path: '/flaky', method: 'POST' })
      return [status, mesh.app('api-v1').seen.length - before]
    }
    mesh.answer('api-v1', ({ path }) => (path === '/flaky' ? { status: 503 } : undefined))
    await routes(`retries: { attempts: 3, retryOn: '503', backoff: 1ms, retryIgnorePreviousHosts: false }
    route: [${to('v1')}]`)
    expect(await tries()).toEqual([503, 4])
    await routes(`retries: { attempts: 0 }\n    route: [${to('v1')}]`)
    expect(await tries()).toEqual([503, 1])
    await routes(`route: [${to('v1')}]`)
    expect(await tries()).toEqual([503, 1])
    mesh.answer('api-v1', () => undefined)
  })

  test('aborts and delays the configured percentage of requests', async () => {
    await routes(
      `match: [{ uri: { prefix: /abort } }]
    fault: { abort: { httpStatus: 555, percentage: { value: 50 } } }
    route: [${to('v1')}]`,
      `match: [{ uri: { prefix: /grpc } }]
    fault: { abort: { grpcStatus: UNAVAILABLE, percentage: { value: 100 } } }
    route: [${to('v1')}]`,
      `match: [{ uri: { prefix: /slow } }]
    fault: { delay: { fixedDelay: 300ms, percentage: { value: 100 } } }
    route: [${to('v1')}]`,
      `route: [${to('v1')}]`,
    )
    const calls = await Promise.all(Array.from({ length: 400 }, () => get({ path: '/abort' })))
    const aborted = calls.filter(({ status }) => status === 555).length
    expect(aborted).toBeGreaterThan(150)
    expect(aborted).toBeLessThan(250)
    const call = { path: '/grpc', headers: { 'content-type': 'application/grpc' } }
    expect((await get(call)).headers['grpc-status']).toBe('14')
    const slow = get({ path: '/slow', agent: false }).then(() => 'slow')
    expect(await Promise.race([slow, get({ agent: false }).then(() => 'fast')])).toBe('fast')
    expect(await slow).toBe('slow')
  })

  test('mirrors requests, and responds without waiting for the mirror', async () => {
    await routes(`mirrors: [{ destination: { host: spy } }]
    route: [${to('v1')}]`)
    mesh.answer('spy', () => ({ status: 500 }))
    expect((await get({ path: '/mirrored' })).headers.app).toBe('api-v1')
    await expect.poll(() => mesh.app('spy').seen.map(({ path }) => path)).toContain('/mirrored')
  })

  test('answers the preflight of allowed origins only', async () => {
    await routes(`corsPolicy:
      allowOrigins: [{ exact: https://shop.test }]
      allowMethods: [GET, PUT]
      allowHeaders: [x-token]
      maxAge: 24h
      allowCredentials: true
      unmatchedPreflights: IGNORE
    route: [${to('v1')}]`)
    const preflight = (origin: string) =>
      get({ method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'PUT' } })
    const allowed = await preflight('https://shop.test')
    expect(allowed.headers).toMatchObject({
      'access-control-allow-origin': 'https://shop.test',
      'access-control-allow-methods': 'GET,PUT',
      'access-control-allow-headers': 'x-token',
      'access-control-max-age': '86400',
      'access-control-allow-credentials': 'true',
    })
    expect(allowed.headers.app).toBeUndefined()
    expect((await preflight('https://evil.test')).headers['access-control-allow-origin']).toBe(
      undefined,
    )
  })

  test('delegates a part of its routes', async () => {
    const root = `  - match: [{ uri: { prefix: /part } }]
    delegate: { name: part }
  - name: root-rest
    route: [${to('v1')}]`
    const part = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: part, namespace: commerce }
spec:
  http:
    - match: [{ uri: { prefix: /part/two } }]
      route: [${to('v2')}]
    - match: [{ uri: { prefix: /elsewhere } }]
      route: [${to('v2')}]`
    await mesh.apply(subsets, virtualService(root), part)
    await mesh.untilConfigured('web', '"root-rest"')
    expect((await get({ path: '/part/two/x' })).headers.app).toBe('api-v2')
    expect((await get({ path: '/elsewhere' })).headers.app).toBe('api-v1')
  })

  test('answers for a host that no other resource names', async () => {
    await mesh.apply(
      virtualService(
        `  - route: [{ destination: { host: api.commerce.svc.cluster.local } }]`,
        'legacy.example.com',
      ),
    )
    await mesh.untilConfigured('web', 'legacy.example.com')
    expect((await mesh.call('web', 'legacy.example.com')).status).toBe(200)
    expect((await mesh.call('web', 'unknown.example.com')).status).toBe(502)
  })
})
