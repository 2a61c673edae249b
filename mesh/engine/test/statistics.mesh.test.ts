import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callSecure } from './call.ts'
import { type App, startEcho } from './echo-app.ts'
import { adminGet } from './envoy.ts'
import { type Fixture, startFixture } from './fixture.ts'
import { samplesOf } from './prometheus-text.ts'
import { sendOverTcp } from './send-over-tcp.ts'
import { until } from './until.ts'

const identity = (name: string) => `spiffe://cluster.local/ns/commerce/sa/${name}`
const maxCounters = 500
let mesh: Fixture
let broker: Server
const apps: App[] = []

beforeAll(async () => {
  mesh = await startFixture({ services: ['orders', 'gateway', 'catalog'] })
  apps.push(
    await startEcho(mesh.socket('orders'), ({ headers }) => ({
      status: Number(headers['x-status'] ?? 200),
    })),
    await startEcho(mesh.socket('catalog')),
  )
  broker = createServer((socket) => socket.on('error', () => undefined).pipe(socket))
  const { upstream } = mesh.workload('nats').inbound
  broker.listen(upstream && 'port' in upstream ? upstream.port : 0, '127.0.0.1')
  await once(broker, 'listening')
}, 30_000)

afterAll(async () => {
  broker?.close()
  for (const app of apps) await app.stop()
  await mesh?.stop()
})

const statisticsOf = (instance: string) =>
  adminGet(mesh.workload(instance).adminSocket, '/stats/prometheus')
const read = async (instance: string, metric: string) =>
  samplesOf(await statisticsOf(instance), metric)

/** The series of `metric` that have these labels. */
async function seriesOf(instance: string, metric: string, labels: Record<string, string>) {
  const all = await read(instance, metric)
  return all.filter((one) =>
    Object.entries(labels).every(([name, value]) => one.labels[name] === value),
  )
}
const path = '/v1/orders/o-1'

test('a request is counted with the identity of its caller', async () => {
  await mesh.call('gateway', 'orders', { path })
  const from = { source_principal: identity('gateway'), destination: 'orders' }
  const rest = { response_code: '200', response_flags: '-', denied: 'false', mtls: 'true' }
  await until(async () => (await seriesOf('orders', 'envoy_mesh_requests', from)).length > 0)
  expect(await read('orders', 'envoy_mesh_requests')).toEqual([
    { labels: { ...from, ...rest }, value: 1 },
  ])
  const buckets = await seriesOf('orders', 'envoy_mesh_request_milliseconds_bucket', from)
  expect(buckets.map(({ labels }) => labels.le)).toEqual(
    expect.arrayContaining(['50', '100', '200', '500', '2000', '+Inf']),
  )
  expect(buckets.at(-1)?.value).toBe(1)
})

test('a denied request is counted as denied, with the identity of its caller', async () => {
  await mesh.call('catalog', 'orders', { path })
  const denied = { source_principal: identity('catalog'), response_code: '403', denied: 'true' }
  await until(async () => (await seriesOf('orders', 'envoy_mesh_requests', denied)).length > 0)
  expect(await seriesOf('orders', 'envoy_mesh_requests', denied)).toMatchObject([{ value: 1 }])
})

test('the application may answer 403 itself, which is not a denial', async () => {
  await mesh.call('gateway', 'orders', { path, headers: { 'x-status': '403' } })
  const own = { source_principal: identity('gateway'), response_code: '403' }
  await until(async () => (await seriesOf('orders', 'envoy_mesh_requests', own)).length > 0)
  expect(await seriesOf('orders', 'envoy_mesh_requests', own)).toMatchObject([
    { labels: { denied: 'false' }, value: 1 },
  ])
})

test('at the edge, a request without a certificate has no caller', async () => {
  const get = async (path: string, headers = {}) =>
    (
      await callSecure({
        ...{ host: '127.0.0.1', port: mesh.workload('edge').inbound.port, path, headers },
        ...{ servername: 'localhost', agent: false, ca: await readFile(mesh.authority.caFile) },
      })
    ).status
  expect(await get('/v1/products')).toBe(200)
  expect(await get(path)).toBe(401)
  expect(await get(path, { authorization: 'Bearer e30.e30.e30' })).toBe(401)
  const common = {
    ...{ source_principal: '', destination: 'istio-ingressgateway', mtls: 'false' },
    response_flags: '-',
  }
  const counted = () => read('edge', 'envoy_mesh_requests')
  await until(async () => (await counted()).reduce((sum, { value }) => sum + value, 0) >= 3)
  expect(await counted()).toEqual(
    expect.arrayContaining([
      { labels: { ...common, response_code: '200', denied: 'false' }, value: 1 },
      { labels: { ...common, response_code: '401', denied: 'true' }, value: 2 },
    ]),
  )
})

test('a TCP connection is counted when it ends, as denied when a policy refused it', async () => {
  await sendOverTcp(mesh.workload('orders'), 'data')
  await sendOverTcp(mesh.workload('gateway'), 'close')
  const counted = () => read('nats', 'envoy_mesh_tcp_connections')
  await until(async () => (await counted()).length >= 2)
  const common = { destination: 'nats', mtls: 'true' }
  expect(await counted()).toEqual(
    expect.arrayContaining([
      { labels: { ...common, source_principal: identity('orders'), denied: 'false' }, value: 1 },
      { labels: { ...common, source_principal: identity('gateway'), denied: 'true' }, value: 1 },
    ]),
  )
})

test('statistics of a cluster carry its whole name; ejections, breakers and retries are among them', async () => {
  const text = await statisticsOf('gateway')
  const cluster = 'outbound|4001||orders.commerce.svc.cluster.local'
  for (const metric of [
    'upstream_rq_xx',
    'upstream_rq_retry',
    'outlier_detection_ejections_active',
    'circuit_breakers_default_rq_open',
    'circuit_breakers_default_cx_open',
  ]) {
    const names = samplesOf(text, `envoy_cluster_${metric}`).map(({ labels }) => labels)
    expect(names.map(({ envoy_cluster_name: name }) => name)).toContain(cluster)
  }
  const [expiry] = samplesOf(text, 'envoy_listener_ssl_certificate_expiration_unix_time_seconds')
  expect((expiry?.value ?? 0) * 1_000).toBeGreaterThan(Date.now())
})

test('no caller can create series without bound, and what is left out is counted', async () => {
  const request = (index: number) =>
    mesh.call('gateway', 'orders', {
      path: `/v1/orders/o-${index}`,
      headers: { 'x-status': String(200 + (index % 700)) },
    })
  for (let index = 0; index < maxCounters + 100; index += 1) await request(index)
  await until(
    async () => (await read('orders', 'envoy_server_stats_overflow_counter'))[0]?.value !== 0,
  )
  const series = await read('orders', 'envoy_mesh_requests')
  expect(series.length).toBeLessThanOrEqual(maxCounters)
  expect(JSON.stringify(series)).not.toContain('/v1/orders')
}, 60_000)
