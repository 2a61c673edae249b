import { readFile } from 'node:fs/promises'
import type { OutgoingHttpHeaders } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callPlain, callSecure } from './call.ts'
import { type App, startEcho } from './echo-app.ts'
import { type Fixture, startFixture } from './fixture.ts'
import { samplesOf } from './prometheus-text.ts'
import { scrapePassword } from './prometheus-workload.ts'

const prometheus = 'spiffe://cluster.local/ns/observability/sa/prometheus'
const statistics = '/stats/prometheus'
let mesh: Fixture
let ca: Buffer
const apps: Record<string, App> = {}

beforeAll(async () => {
  mesh = await startFixture({ services: ['orders', 'catalog', 'gateway'], prometheus: true })
  ca = await readFile(mesh.authority.caFile)
  for (const name of ['orders', 'catalog']) apps[name] = await startEcho(mesh.socket(name))
}, 30_000)

afterAll(async () => {
  for (const app of Object.values(apps)) await app.stop()
  await mesh?.stop()
})

interface Sent {
  readonly method?: string
  readonly path?: string
  readonly headers?: OutgoingHttpHeaders
}

/** Sends a request to the statistics of an Envoy, with a certificate of this identity or with none. */
async function ask(instance: string, spiffeId: string | undefined, sent: Sent = {}) {
  const { address: host, port } = mesh.workload(instance).metrics ?? { address: '', port: 0 }
  const own = spiffeId && (await mesh.authority.issue({ spiffeId, lifetimeMs: 3_600_000 }))
  return callSecure({
    ...{ path: statistics, agent: false, checkServerIdentity: () => undefined, ...sent },
    ...{ host, port, ca },
    ...(own ? { cert: own.certPem, key: own.keyPem } : {}),
  })
}

describe('the statistics of an Envoy', () => {
  test.each(['orders', 'nats', 'edge', 'prometheus'])(
    '%s: Prometheus may read them',
    async (name) => {
      const { status, text } = await ask(name, prometheus)
      expect(status).toBe(200)
      expect(samplesOf(text, 'envoy_server_live')).toMatchObject([{ value: 1 }])
    },
  )

  test.each([
    'spiffe://cluster.local/ns/commerce/sa/orders',
    'spiffe://cluster.local/ns/commerce/sa/prometheus',
    'spiffe://cluster.local/ns/observability/sa/prometheus-evil',
    'spiffe://cluster.local/ns/observability/sa/grafana',
    'spiffe://cluster.local/ns/istio-ingress/sa/istio-ingressgateway',
  ])('%s may not read them', async (spiffeId) => {
    for (const name of ['orders', 'nats', 'edge', 'prometheus'])
      expect((await ask(name, spiffeId)).status).toBe(403)
  })

  test('a caller without a certificate, or in plaintext, gets no answer', async () => {
    await expect(ask('orders', undefined)).rejects.toThrow()
    const { address: host, port } = mesh.workload('orders').metrics ?? { address: '', port: 0 }
    await expect(callPlain({ host, port, path: statistics, agent: false })).rejects.toThrow()
  })

  test.each([
    ['another method', { method: 'POST' }, 403],
    ['HEAD', { method: 'HEAD' }, 403],
    ['the metrics of the application', { path: '/metrics' }, 403],
    ['a command of the admin interface', { path: '/quitquitquit' }, 403],
    ['its configuration', { path: '/config_dump' }, 403],
    ['a way around the path', { path: `${statistics}/../../config_dump` }, 403],
    ['an encoded way around the path', { path: `${statistics}/%2e%2e/%2e%2e/clusters` }, 403],
    ['a path with a parameter', { path: `${statistics};x` }, 403],
    ['a query', { path: `${statistics}?filter=.*` }, 404],
    ['an empty query', { path: `${statistics}?` }, 404],
  ])('Prometheus may not send %s', async (_, sent, status) => {
    expect((await ask('orders', prometheus, sent)).status).toBe(status)
  })

  test('headers do not change what is read', async () => {
    const headers = {
      'x-envoy-original-path': '/config_dump',
      'x-http-method-override': 'POST',
      'x-forwarded-client-cert': `URI=${prometheus}`,
    }
    const forged = await ask('orders', 'spiffe://cluster.local/ns/commerce/sa/catalog', { headers })
    expect(forged.status).toBe(403)
    const { status, text } = await ask('orders', prometheus, { headers })
    expect(status).toBe(200)
    expect(text).toMatch(/^# TYPE envoy_/)
  })

  test('scrapes are not counted among the requests of the workload', async () => {
    const { text } = await ask('orders', prometheus)
    const requests = samplesOf(text, 'envoy_http_downstream_rq_total')
    const prefixes = requests.map(({ labels }) => labels.envoy_http_conn_manager_prefix)
    expect(prefixes.toSorted()).toEqual(['inbound', 'outbound'])
    expect(samplesOf(text, 'envoy_mesh_requests')).toEqual([])
    expect(text).not.toContain('envoy_cluster_name="admin"')
    const denied = samplesOf(text, 'envoy_http_rbac_denied')
    expect(
      denied.find(({ labels }) => labels.envoy_http_conn_manager_prefix === 'metrics')?.value,
    ).toBeGreaterThan(0)
  })
})

const basic = (password: string) =>
  `Basic ${Buffer.from(`prometheus:${password}`).toString('base64')}`

/** Sends a request as Prometheus does, with its sidecar as HTTP proxy. */
function scrape(url: string, sent: Sent = {}, authorization = basic(scrapePassword)) {
  const { address: host, port } = mesh.workload('prometheus').scrapes ?? { address: '', port: 0 }
  return callPlain({
    ...{ host, port, path: url, agent: false, ...sent },
    headers: { host: new URL(url).host, ...(authorization ? { authorization } : {}) },
  })
}

describe("Prometheus' sidecar", () => {
  test.each(['orders', 'catalog'])(
    'reaches %s itself, with the identity of Prometheus',
    async (name) => {
      const { status, text } = await scrape(`http://${name}:80/metrics`)
      expect(status).toBe(200)
      const { path, headers } = JSON.parse(text)
      expect(path).toBe('/metrics')
      expect(headers['x-forwarded-client-cert']).toContain(`URI=${prometheus}`)
      expect(headers).not.toHaveProperty('authorization')
      expect(apps[name]?.seen).toHaveLength(1)
    },
  )

  test.each(['orders', 'nats', 'edge', 'prometheus'])(
    'reads the statistics of %s',
    async (name) => {
      const { status, text } = await scrape(`http://${name}-sidecar${statistics}`)
      expect(status).toBe(200)
      expect(samplesOf(text, 'envoy_server_live')).toMatchObject([{ value: 1 }])
    },
  )

  test('other processes of the machine do not know the password', async () => {
    const url = `http://orders-sidecar${statistics}`
    const wrong = ['', basic(''), basic('guess'), `Bearer ${scrapePassword}`]
    for (const authorization of wrong)
      expect((await scrape(url, {}, authorization)).status).toBe(401)
  })

  test.each([
    ['http://orders/v1/orders/o-1', 'GET'],
    ['http://orders/metrics', 'POST'],
    ['http://orders/metrics?x', 'GET'],
    ['http://orders/stats/prometheus', 'GET'],
    ['http://orders-sidecar/metrics', 'GET'],
    ['http://orders-sidecar/quitquitquit', 'POST'],
    ['http://orders-sidecar/stats/prometheus?format=json', 'GET'],
    ['http://unknown/metrics', 'GET'],
    ['http://orders.commerce.svc.cluster.local/metrics', 'GET'],
  ])('%s by %s leads nowhere', async (url, method) => {
    expect((await scrape(url, { method })).status).toBe(404)
  })

  test('a server with another identity than the target gets no request', async () => {
    const before = apps.catalog?.seen.length
    expect((await scrape('http://impostor/metrics')).status).toBe(503)
    expect(apps.catalog?.seen).toHaveLength(before ?? 0)
  })

  test('no other proxy is configured for Prometheus', async () => {
    expect((await mesh.call('gateway', 'prometheus.observability')).status).toBe(502)
  })
})
