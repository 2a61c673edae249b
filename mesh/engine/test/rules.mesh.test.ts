import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Call } from './call.ts'
import { adminGet } from './envoy.ts'
import {
  destinationRule,
  resource,
  type SmallMesh,
  startSmallMesh,
  virtualService,
} from './small-mesh.ts'

/** Envoy merges endpoint updates for a second. */
const soon = { timeout: 10_000 }

describe('a DestinationRule', () => {
  let mesh: SmallMesh

  beforeAll(async () => {
    const member = (instance: string, locality: string) => ({ instance, service: 'api', locality })
    mesh = await startSmallMesh({
      members: [
        { instance: 'web', service: 'web', locality: 'r1/z1/a' },
        member('near', 'r1/z1/a'),
        member('next', 'r1/z2/b'),
        member('far', 'r2/z1/c'),
      ],
    })
  }, 30_000)

  afterAll(async () => {
    await mesh?.stop()
  })

  let cases = 0
  /** Applies a rule, and waits for a route that is applied with it. */
  const rule = async (spec: string, ...more: readonly string[]) => {
    cases += 1
    const route = `  - name: case-${cases}\n    retries: { attempts: 0 }\n    route: [{ destination: { host: api } }]`
    await mesh.apply(virtualService(route), destinationRule(spec), ...more)
    await mesh.untilConfigured('web', `"case-${cases}"`)
    await inForce()
  }
  /** Envoy uses a changed cluster once it is warm. */
  const inForce = () =>
    expect
      .poll(() => adminGet(mesh.workload('web').adminSocket, '/config_dump'))
      .not.toContain('warming_clusters')
  const get = (call: Call = {}) => mesh.call('web', 'api', call)
  const appsOf = async (count: number, call: Call = {}) => {
    const answers = await Promise.all(Array.from({ length: count }, () => get(call)))
    return Map.groupBy(answers, ({ headers }) => String(headers.app))
  }
  const namesOf = async (count: number, call: Call = {}) =>
    [...(await appsOf(count, call)).keys()].sort()
  const all = ['far', 'near', 'next']

  test('distributes requests over all endpoints, round robin or at random', async () => {
    await rule('trafficPolicy: { loadBalancer: { simple: ROUND_ROBIN } }')
    const turns = await appsOf(300)
    expect([...turns.values()].map((some) => some.length)).toEqual([100, 100, 100])
    await rule('trafficPolicy: { loadBalancer: { simple: RANDOM } }')
    expect(await namesOf(100)).toEqual(all)
  })

  test.each([
    ['header', 'httpHeaderName: x-user', (key: string) => ({ headers: { 'x-user': key } })],
    [
      'query parameter',
      'httpQueryParameterName: user',
      (key: string) => ({ path: `/?user=${key}` }),
    ],
    [
      'cookie',
      'httpCookie: { name: user, ttl: 0s }',
      (key: string) => ({ headers: { cookie: `user=${key}` } }),
    ],
    [
      'header, by maglev',
      'httpHeaderName: x-user, maglev: { tableSize: 1009 }',
      (key: string) => ({ headers: { 'x-user': key } }),
    ],
  ])('sends a caller to one endpoint by its %s', async (_, hash, call) => {
    await rule(`trafficPolicy: { loadBalancer: { consistentHash: { ${hash} } } }`)
    const users = Array.from({ length: 20 }, (__, index) => `user-${index}`)
    const homes = await Promise.all(users.map(async (user) => namesOf(5, call(user))))
    expect(homes.every((home) => home.length === 1)).toBe(true)
    expect(new Set(homes.flat()).size).toBeGreaterThan(1)
  })

  test('sets a cookie for a caller without one', async () => {
    await rule(
      'trafficPolicy: { loadBalancer: { consistentHash: { httpCookie: { name: home, ttl: 60s, path: / } } } }',
    )
    const [cookie] = (await get()).headers['set-cookie'] ?? []
    expect(cookie).toMatch(/^home=.*Max-Age=60; Path=\/; HttpOnly/)
  })

  test('ejects a failing endpoint, and retries the others', async () => {
    await rule(`trafficPolicy:
  loadBalancer: { simple: ROUND_ROBIN, localityLbSetting: { enabled: false } }
  outlierDetection: { consecutive5xxErrors: 3, interval: 100ms, baseEjectionTime: 60s, maxEjectionPercent: 50 }`)
    mesh.answer('near', () => ({ status: 500 }))
    await expect.poll(() => namesOf(30), soon).toEqual(['far', 'next'])
    mesh.answer('near', () => undefined)
  })

  test('prefers its own locality, and fails over to the next one', async () => {
    await rule(`trafficPolicy:
  outlierDetection: { consecutive5xxErrors: 2, interval: 100ms, baseEjectionTime: 60s, maxEjectionPercent: 100 }`)
    expect(await namesOf(60)).toEqual(['near'])
    mesh.answer('near', () => ({ status: 503 }))
    await expect.poll(() => namesOf(30), soon).toEqual(['next'])
    mesh.answer('next', () => ({ status: 503 }))
    await expect.poll(() => namesOf(30), soon).toEqual(['far'])
    for (const name of ['near', 'next']) mesh.answer(name, () => undefined)
  })

  test('distributes requests among localities by weight', async () => {
    await rule(`trafficPolicy:
  loadBalancer:
    localityLbSetting: { distribute: [{ from: 'r1/*', to: { 'r1/z2/*': 80, 'r2/*': 20 } }] }`)
    const counts = await appsOf(500)
    expect([...counts.keys()].sort()).toEqual(['far', 'next'])
    expect(counts.get('far')?.length).toBeGreaterThan(55)
    expect(counts.get('far')?.length).toBeLessThan(145)
  })

  test('limits pending requests', async () => {
    await rule(`trafficPolicy:
  connectionPool: { tcp: { maxConnections: 1 }, http: { http1MaxPendingRequests: 1 } }`)
    for (const name of all)
      mesh.answer(name, ({ path }) => (path === '/open' ? 'nothing' : undefined))
    const calls = Array.from({ length: 8 }, () =>
      get({ path: '/open', agent: false, signal: AbortSignal.timeout(2_000) }).catch(
        () => undefined,
      ),
    )
    const refused = await Promise.any(
      calls.map(async (call) => {
        const answer = await call
        if (answer === undefined) throw new Error('the request was not refused')
        return answer.status
      }),
    )
    expect(refused).toBe(503)
    await Promise.all(calls)
    for (const name of all) mesh.answer(name, () => undefined)
  })

  test('limits the requests per connection', async () => {
    const opened = async () => {
      const name = 'cluster.outbound|4999||api.commerce.svc.cluster.local;.upstream_cx_total'
      const text = await adminGet(
        mesh.workload('web').adminSocket,
        `/stats?filter=${encodeURIComponent('outbound.*upstream_cx_total')}`,
      )
      return Number(
        text
          .split('\n')
          .find((line) => line.startsWith(name))
          ?.split(': ')[1] ?? 0,
      )
    }
    await rule('trafficPolicy: { connectionPool: { http: { maxRequestsPerConnection: 1 } } }')
    const before = await opened()
    for (let calls = 0; calls < 10; calls += 1) await get()
    expect((await opened()) - before).toBe(10)
  })

  const strict = (mode: string, selector = '') =>
    resource(
      'PeerAuthentication',
      'mode',
      `${selector}\nmtls: { mode: ${mode} }`.trim(),
      'security',
    )
  const certified = async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => get()))
    return new Set(
      answers.map(({ status, text }) =>
        status === 200 ? 'x-forwarded-client-cert' in JSON.parse(text).headers : status,
      ),
    )
  }

  test('uses mutual TLS automatically when the endpoint accepts it, and plaintext otherwise', async () => {
    await rule('trafficPolicy: { loadBalancer: { simple: ROUND_ROBIN } }', strict('STRICT'))
    await expect.poll(certified, soon).toEqual(new Set([true]))
    await rule('trafficPolicy: { loadBalancer: { simple: ROUND_ROBIN } }', strict('DISABLE'))
    await expect.poll(certified, soon).toEqual(new Set([false]))
  })

  test('with TLS disabled reaches a permissive endpoint in plaintext, and a strict one not at all', async () => {
    await rule('trafficPolicy: { tls: { mode: DISABLE } }', strict('PERMISSIVE'))
    await expect.poll(certified, soon).toEqual(new Set([false]))
    await rule('trafficPolicy: { tls: { mode: ISTIO_MUTUAL } }', strict('PERMISSIVE'))
    await expect.poll(certified, soon).toEqual(new Set([true]))
    await rule('trafficPolicy: { tls: { mode: DISABLE } }', strict('STRICT'))
    await expect.poll(certified, soon).toEqual(new Set([503]))
  })
})
