import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callSecure } from './call.ts'
import { type App, startEcho } from './echo-app.ts'
import { type Fixture, startFixture } from './fixture.ts'

const prometheus = 'spiffe://cluster.local/ns/observability/sa/prometheus'
let mesh: Fixture
let ca: Buffer
const apps: App[] = []

beforeAll(async () => {
  mesh = await startFixture({ services: ['orders', 'catalog', 'gateway'] })
  ca = await readFile(mesh.authority.caFile)
  for (const name of ['orders', 'catalog']) apps.push(await startEcho(mesh.socket(name)))
}, 30_000)

afterAll(async () => {
  for (const app of apps) await app.stop()
  await mesh?.stop()
})

async function statusAs(spiffeId: string, service: string, method: string, path: string) {
  const { certPem: cert, keyPem: key } = await mesh.authority.issue({
    spiffeId,
    lifetimeMs: 3_600_000,
  })
  const { address: host, port } = mesh.workload(service).inbound
  const { status } = await callSecure({
    ...{ host, port, path, method, ca, cert, key, agent: false },
    checkServerIdentity: () => undefined,
  })
  return status
}

test.each(['orders', 'catalog'])(
  'Prometheus may read the metrics of %s and nothing else',
  async (service) => {
    expect(await statusAs(prometheus, service, 'GET', '/metrics')).toBe(200)
    expect(await statusAs(prometheus, service, 'POST', '/metrics')).toBe(403)
    for (const path of ['/metrics/', '/metrics/x', '/v1/orders/o-1', '/v1/products', '/livez'])
      expect(await statusAs(prometheus, service, 'GET', path)).toBe(403)
  },
)

test.each([
  'spiffe://cluster.local/ns/commerce/sa/gateway',
  'spiffe://cluster.local/ns/commerce/sa/prometheus',
  'spiffe://cluster.local/ns/observability/sa/prometheus-evil',
  'spiffe://cluster.local/ns/observability/sa/grafana',
  'spiffe://cluster.local/ns/istio-ingress/sa/istio-ingressgateway',
])('%s may not read metrics', async (spiffeId) => {
  expect(await statusAs(spiffeId, 'orders', 'GET', '/metrics')).toBe(403)
})
