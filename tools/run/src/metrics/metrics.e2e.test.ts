import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAuthority } from '@stoa/mesh'
import {
  boundDeviations,
  type CatalogueMetric,
  readCatalogue,
  seriesOf,
  writeDividedRules,
} from '@stoa/observability'
import { query, type Series } from '@stoa/observability/prometheus'
import { type PlatformState, repositoryRoot } from '@stoa/topology'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Platform, startPlatform } from '../index.ts'

const home = mkdtempSync(join(tmpdir(), 'stoa-metrics-'))
const policyDir = join(home, 'policies')
const rulesDir = join(home, 'rules')
const policyFile = join(policyDir, 'base/metrics.yaml')
const patience = { timeout: 60_000, interval: 250 }
let platform: Platform
let url: string

beforeAll(async () => {
  cpSync(join(repositoryRoot, 'mesh/istio'), policyDir, { recursive: true })
  mkdirSync(rulesDir)
  platform = await startPlatform({
    ...{ home, policyDir, traffic: false, metrics: true, scrapeSeconds: 1 },
    ruleFiles: writeDividedRules(rulesDir, 60),
    services: ['catalog', 'inventory', 'orders', 'payments', 'sandbox', 'shipping'],
    replicas: { orders: 2 },
    env: { exporter: { CACHE_MS: '500' } },
  })
  url = platform.urls.prometheus ?? ''
})
afterAll(async () => {
  await platform?.stop()
  rmSync(home, { recursive: true, force: true })
})

/** The targets that the processes of the platform should have: job, service and instance. */
const targetsOf = ({ resources }: PlatformState): readonly string[] =>
  resources.flatMap(({ kind, name }) => {
    const instance = name.replace(/-sidecar$/, '')
    const target = `${instance.replace(/-\d+$/, '')} ${instance}`
    if (kind === 'service') return [`services ${target}`]
    if (kind === 'sidecar' || kind === 'edge') return [`sidecars ${target}`]
    return kind === 'prometheus' || kind === 'alertmanager' ? [`${kind} ${target}`] : []
  })

/** What is wrong with the series `up`: a target that is missing, down, or one that nobody expects. */
function problemsIn(up: readonly Series[], expected: readonly string[]): readonly string[] {
  const found = new Map(
    up.map(({ labels, value }) => [`${labels.job} ${labels.service} ${labels.instance}`, value]),
  )
  return [
    ...expected.filter((target) => !found.has(target)).map((target) => `missing: ${target}`),
    ...[...found.keys()].filter((one) => !expected.includes(one)).map((one) => `unknown: ${one}`),
    ...[...found].filter(([, value]) => value !== 1).map(([target]) => `down: ${target}`),
  ].sort()
}
const problems = async () => problemsIn(await query(url, 'up'), targetsOf(platform.state))
const valueOfQuery = async (expression: string) => (await query(url, expression))[0]?.value

/** Runs `stoa`; resolves with its output and its exit status. */
const stoa = (...args: string[]) =>
  new Promise<{ status: number | string; out: string; err: string }>((resolve) => {
    const program = join(repositoryRoot, 'tools/cli/bin/stoa.js')
    const env = { ...process.env, STOA_HOME: home }
    execFile(process.execPath, [program, ...args], { env }, (error, out, err) =>
      resolve({ status: error?.code ?? 0, out, err }),
    )
  })

const placeOrder = async () => {
  const { out } = await stoa('order', '--json')
  return JSON.parse(out) as { status: string; confirmMs: number | null }
}

describe('scrapes', () => {
  it('every service, sidecar and replica is up, with its labels', async () => {
    await expect.poll(problems, patience).toEqual([])
    const instances = await query(url, 'up{job="services",service="orders"}')
    expect(instances.map(({ labels }) => labels.instance).sort()).toEqual(['orders', 'orders-2'])
  })

  it.each<[string, (up: readonly Series[]) => readonly Series[]]>([
    ['a target that is not scraped', (up) => up.slice(1)],
    ['a target that is down', (up) => up.map((one, at) => (at ? one : { ...one, value: 0 }))],
    [
      'a wrong label',
      (up) => up.map((one, at) => (at ? one : { ...one, labels: { ...one.labels, service: 'x' } })),
    ],
  ])('the check finds %s', async (_, tamper) => {
    const expected = targetsOf(platform.state)
    expect(problemsIn(tamper(await query(url, 'up')), expected)).not.toEqual([])
  })

  it('go over mutual TLS, with the identity of Prometheus', async () => {
    const own = 'source_principal="spiffe://cluster.local/ns/observability/sa/prometheus"'
    const scrapes = (labels: string) =>
      valueOfQuery(`sum(envoy_mesh_requests{destination="orders",${own},${labels}})`)
    await expect.poll(() => scrapes('mtls="true",response_code="200"'), patience).toBeGreaterThan(0)
    expect(await scrapes('mtls!="true"')).toBeUndefined()
  })

  it('of another identity are refused, and so are those without the password', async () => {
    const authority = await openAuthority(join(home, 'certs'))
    const ca = readFileSync(authority.caFile)
    const ports = platform.state.resources.find(({ name }) => name === 'orders-sidecar')?.ports
    const ask = async (account: string, port: number | undefined, path: string) => {
      const own = await authority.issue({
        ...{ spiffeId: `spiffe://cluster.local/ns/${account}`, lifetimeMs: 3_600_000 },
      })
      return statusOf(
        secureRequest({
          ...{
            host: '127.0.0.1',
            port,
            path,
            ca,
            agent: false,
            cert: own.certPem,
            key: own.keyPem,
          },
          checkServerIdentity: () => undefined,
        }),
      )
    }
    for (const [port, path] of [
      [ports?.inbound, '/metrics'],
      [ports?.metrics, '/stats/prometheus'],
    ] as const) {
      expect(await ask('observability/sa/prometheus', port, path)).toBe(200)
      expect(await ask('commerce/sa/exporter', port, path)).toBe(403)
    }
    const proxy = platform.state.resources.find(({ name }) => name === 'prometheus-sidecar')
    const unauthenticated = plainRequest({
      ...{ host: '127.0.0.1', port: proxy?.ports.scrapes, path: 'http://orders:80/metrics' },
      ...{ agent: false, headers: { host: 'orders:80' } },
    })
    expect(await statusOf(unauthenticated)).toBe(401)
  })

  it('fail while the policies let in another principal than that of Prometheus', async () => {
    const policy = readFileSync(policyFile, 'utf8')
    writeFileSync(policyFile, policy.replaceAll('sa/prometheus', 'sa/grafana'))
    await expect
      .poll(
        async () => (await problems()).filter((one) => one.startsWith('down: services ')),
        patience,
      )
      .toEqual(
        targetsOf(platform.state)
          .filter((one) => one.startsWith('services '))
          .map((one) => `down: ${one}`)
          .sort(),
      )
    writeFileSync(policyFile, policy)
    await expect.poll(problems, patience).toEqual([])
  })
})

it('`stoa query` has Prometheus evaluate an expression, and says why it refuses one', async () => {
  await expect.poll(problems, patience).toEqual([])
  const count = 'count by (service) (up{service="orders",job="services"} == 1)'
  const { status, out } = await stoa('query', count, '--json')
  expect([status, JSON.parse(out)]).toEqual([
    0,
    { series: [{ labels: { service: 'orders' }, value: '2' }] },
  ])
  expect(await stoa('query', count)).toMatchObject({ out: 'service  VALUE\norders       2\n' })
  expect(await stoa('query', 'absent_metric > 1')).toMatchObject({ status: 0, out: 'no series\n' })
  expect(await stoa('query', 'rate(up)')).toMatchObject({
    ...{ status: 1, out: '', err: expect.stringContaining('expected type range vector') },
  })
})

it('the exporter tells of the broker, the database server and every process', async () => {
  expect(await placeOrder()).toMatchObject({
    confirmMs: expect.any(Number),
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
  })
  await expect
    .poll(() => valueOfQuery('nats_stream_total_messages{stream_name="ORDERS"}'), patience)
    .toBeGreaterThan(0)
  expect(await query(url, 'nats_up == 1 and on (instance) nats_healthz_status == 0')).toHaveLength(
    1,
  )
  expect(await query(url, 'pg_up')).toMatchObject([{ value: 1 }])
  await expect
    .poll(() => valueOfQuery('count(stoa_resource_up == 1)'), patience)
    .toBe(platform.state.resources.length)
})

/** What differs between the catalogue and the series of processes that are no service of ours; no collector runs here. */
async function catalogueDeviations(): Promise<string[]> {
  const metrics = [...readCatalogue().values()].filter(
    ({ source, where }) => !['service', 'collector'].includes(source) && where !== 'cluster',
  )
  const found = await Promise.all(
    metrics.map(async (metric) => {
      const series = await query(url, seriesOf(metric)[0] ?? metric.name)
      const labels = new Set(series.flatMap((one) => Object.keys(one.labels)))
      const known = [...Object.keys(metric.labels), ...addedByPrometheus]
      const hasAnyLabel = metric.name === 'ALERTS'
      const unknown = [...labels].filter((label) => !hasAnyLabel && !known.includes(label))
      const absent = Object.keys(metric.labels).filter((label) => !labels.has(label))
      if (series.length === 0)
        return mayBeAbsent.test(metric.name) ? [] : [`${metric.name} is not exposed`]
      return [
        ...unknown.map((label) => `${metric.name} has the label ${label}`),
        ...absent.map((label) => `${metric.name} has no label ${label}`),
        ...boundsByTarget(metric, series),
      ]
    }),
  )
  return found.flat()
}
/** A bound is that of one target: each sidecar is the one destination of what it counts. */
const boundsByTarget = (metric: CatalogueMetric, series: readonly Series[]) =>
  [...Map.groupBy(series, ({ labels }) => `${labels.job} ${labels.instance}`).values()].flatMap(
    (ofOne) =>
      boundDeviations(
        metric,
        ofOne.map(({ labels }) => labels),
      ),
  )
/** Counted once a TCP connection ends, and while a transaction is open. */
const mayBeAbsent = /^(envoy_mesh_tcp_connections|pg_stat_activity_max_tx_duration)$/
const addedByPrometheus = ['__name__', 'job', 'service', 'instance', 'le']

it('Envoy, the broker, the database server, the runner and Prometheus expose what the catalogue says', async () => {
  await expect.poll(catalogueDeviations, patience).toEqual([])
})

it('a service that hangs raises its alert in Alertmanager', async () => {
  const raised = async () => {
    const answer = await fetch(`${platform.urls.alertmanager}/api/v2/alerts`)
    const alerts = (await answer.json()) as { labels: { alertname: string; service?: string } }[]
    return alerts.map(({ labels }) => [labels.alertname, labels.service ?? ''].join(' ').trim())
  }
  await expect.poll(raised, patience).toContain('DeadMansSwitch')
  // It was down while the policies let Prometheus in nowhere.
  await expect.poll(raised, patience).not.toContain('ServiceDown shipping')
  await platform.kill('shipping', 'SIGSTOP')
  await expect.poll(raised, patience).toContain('ServiceDown shipping')
  await platform.kill('shipping', 'SIGCONT')
})

it('Prometheus is restarted with its data when it is killed, and orders go on', async () => {
  const before = new Date()
  await platform.kill('prometheus', 'SIGKILL')
  expect(await placeOrder()).toMatchObject({
    confirmMs: expect.any(Number),
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
  })
  await platform.whenReady('prometheus')
  expect(platform.state.resources.find(({ name }) => name === 'prometheus')?.restarts).toBe(1)
  const earlier = await query(url, 'up{job="services"}', { at: before })
  expect(earlier.map(({ value }) => value)).toContain(1)
  await expect.poll(problems, patience).toEqual([])
})

/** The status of the answer. */
function statusOf(call: ReturnType<typeof plainRequest>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    call.once('response', (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode))
    })
    call.once('error', reject)
    call.end()
  })
}
