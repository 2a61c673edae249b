import { readFile, writeFile } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callSecure } from '../../engine/test/call.ts'
import { type App, startEcho } from '../../engine/test/echo-app.ts'
import { type Fixture, startFixture } from '../../engine/test/fixture.ts'
import { type Issuer, newIssuer } from '../../engine/test/tokens.ts'
import { until } from '../../engine/test/until.ts'
import type { AuditContext } from '../src/context/audit-context.ts'
import { probe } from '../src/probe/probe-platform.ts'
import type { ProbeRow } from '../src/report/report.ts'
import { contextFrom, ownSources } from './own-mesh.ts'

const services = ['orders', 'gateway', 'catalog', 'sandbox']

describe('a probe of real sidecars', () => {
  let mesh: Fixture
  let issuer: Issuer
  let context: AuditContext
  let broker: Server
  const apps: App[] = []

  beforeAll(async () => {
    issuer = await newIssuer()
    mesh = await startFixture({ services, prometheus: true })
    for (const name of ['orders', 'gateway', 'catalog'])
      apps.push(await startEcho(mesh.socket(name)))
    const [valid, expired] = [await issuer.token(), await issuer.token({}, -600)]
    apps.push(await startEcho(mesh.socket('sandbox'), issuing(issuer, [valid, expired])))
    broker = createServer((socket: Socket) => {
      socket.write('INFO {}\r\n')
      socket.on('error', () => undefined)
      socket.on('data', () => socket.write('PONG\r\n'))
    })
    const { upstream } = mesh.workload('nats').inbound
    const port = upstream && 'port' in upstream ? upstream.port : 0
    await new Promise<void>((resolve) => broker.listen(port, '127.0.0.1', resolve))
    const own = contextFrom(await ownSources())
    context = {
      ...own,
      operations: own.operations?.filter((operation) => services.includes(operation.service)),
    }
    first = await probed()
    // A sidecar that has just started may not have every policy yet.
    for (let more = 2; first.unexpected > 0 && more > 0; more -= 1) first = await probed()
  }, 60_000)

  afterAll(async () => {
    broker?.close()
    for (const app of apps) await app.stop()
    await mesh?.stop()
  })

  let first: Awaited<ReturnType<typeof probed>>

  /** @param only - the targets that are probed, beside the statistics of all; all when absent */
  const probed = async (only?: readonly string[]) => {
    const place = (instance: string) => {
      const { address: host, port } = mesh.workload(instance).inbound
      return { host, port }
    }
    const named = new Map([
      ...[...services, 'nats'].map((name) => [`commerce/${name}`, name] as const),
      ['istio-ingress/istio-ingressgateway', 'edge'],
      ['observability/prometheus', 'prometheus'],
    ])
    const addresses = new Map(
      [...named]
        .filter(([key]) => only?.includes(key) ?? true)
        .map(([key, name]) => [key, place(name)]),
    )
    const statistics = new Map([...named].map(([key, name]) => [key, statisticsOf(name)]))
    const reachable = { edge: place('edge'), addresses, statistics, apps: new Map() }
    const certsDir = join(mesh.dir, 'certs')
    const { report, findings } = await probe(context, {
      ...{ certsDir, reachable, onProgress: () => undefined },
    })
    return { ...report, findings }
  }

  const statisticsOf = (instance: string) => {
    const { address: host = '', port = 0 } = mesh.workload(instance).metrics ?? {}
    return { host, port }
  }

  /** Changes a policy file and waits until the change is active. */
  const applyChange = async (
    file: string,
    from: string,
    to: string,
    isInForce: () => Promise<boolean>,
  ) => {
    const path = join(mesh.policyDir, file)
    const text = await readFile(path, 'utf8')
    expect(text).toContain(from)
    await writeFile(path, text.replace(from, to))
    await until(isInForce)
  }
  const isStatistics = ({ port, path }: ProbeRow) => port === 15_091 && path === '/stats/prometheus'
  /** The callers that get the statistics of a proxy. */
  const readersOf = (rows: readonly ProbeRow[]) =>
    new Set(
      rows
        .filter((row) => isStatistics(row) && row.got === 'application')
        .map(({ caller }) => caller),
    )
  const statusOf = async (from: string, to: string, path: string) =>
    (await mesh.call(from, to, { path })).status

  const catalogReadsStatistics = async () => {
    const { certPem: cert, keyPem: key } = await mesh.authority.issue({
      ...{ spiffeId: 'spiffe://cluster.local/ns/commerce/sa/catalog', lifetimeMs: 3_600_000 },
    })
    const ca = await readFile(mesh.authority.caFile)
    const { status } = await callSecure({
      ...{ ...statisticsOf('orders'), path: '/stats/prometheus', agent: false, ca, cert, key },
      checkServerIdentity: () => undefined,
    })
    return status === 200
  }

  test('gets the expected answer to every probe, and statistics for Prometheus alone', async () => {
    const { total, unexpected, rows } = first
    expect(rows.filter(({ ok }) => !ok)).toEqual([])
    expect(unexpected).toBe(0)
    expect(total).toBeGreaterThan(2_000)
    expect(new Set(rows.map(({ got }) => got))).toEqual(
      new Set(['application', 'closed', '400', '401', '403', '404', '405']),
    )
    expect(readersOf(rows)).toEqual(new Set(['observability/prometheus']))
    const asked = rows.filter(isStatistics)
    expect(new Set(asked.map(({ target }) => target)).size).toBe(services.length + 3)
    const identities = new Set(asked.map(({ identity }) => identity))
    for (const identity of ['plaintext', 'TLS without a certificate', 'expired certificate'])
      expect(identities).toContain(identity)
  }, 120_000)

  test('has no effect on any application', async () => {
    const written = apps.flatMap(({ seen }) => seen.filter(({ method }) => method !== 'GET'))
    expect(written.filter(({ path }) => path !== '/oauth/token')).toEqual([])
  })

  test('finds a caller that the running policy allows and the audited one denies (control)', async () => {
    const gateway = 'cluster.local/ns/commerce/sa/gateway]'
    const catalog = gateway.replace(']', ', cluster.local/ns/commerce/sa/catalog]')
    const isAllowed = async () => (await statusOf('catalog', 'orders', '/v1/orders/o-1')) === 200
    await applyChange('services/orders.yaml', gateway, catalog, isAllowed)
    const prometheus = 'cluster.local/ns/observability/sa/prometheus]'
    const others = prometheus.replace(']', ', cluster.local/ns/commerce/sa/catalog]')
    await applyChange('base/metrics.yaml', prometheus, others, catalogReadsStatistics)
    const { rows, findings } = await probed(['commerce/orders'])
    expect(readersOf(rows)).toEqual(new Set(['observability/prometheus', 'commerce/catalog']))
    const unexpected = rows.filter(({ ok }) => !ok)
    expect(unexpected.length).toBeGreaterThan(0)
    expect(new Set(unexpected.map(({ target, caller }) => `${caller} → ${target}`))).toContain(
      'commerce/catalog → commerce/orders',
    )
    expect(new Set(findings.map(({ code, severity }) => `${code} ${severity}`))).toEqual(
      new Set(['STOA951 error']),
    )
    const isDenied = async () => !(await isAllowed())
    await applyChange('services/orders.yaml', catalog, gateway, isDenied)
    const readsNothing = async () => !(await catalogReadsStatistics())
    await applyChange('base/metrics.yaml', others, prometheus, readsNothing)
  }, 120_000)

  test('finds a sidecar that accepts plaintext although the audited policy forbids it (control)', async () => {
    const { port } = mesh.workload('orders').inbound
    const plain = () =>
      fetch(`http://127.0.0.1:${port}/`).then(
        () => true,
        () => false,
      )
    await applyChange('base/mtls.yaml', 'STRICT', 'PERMISSIVE', plain)
    const { rows } = await probed(['commerce/orders'])
    const unexpected = rows.filter(({ ok, target }) => !ok && target === 'commerce/orders')
    expect(new Set(unexpected.map(({ identity }) => identity))).toEqual(new Set(['plaintext']))
  }, 120_000)
})

const issuing =
  ({ jwks }: Issuer, [valid, expired]: readonly [string, string]) =>
  ({ path }: { readonly path: string }) => {
    if (path === '/.well-known/jwks.json') return { status: 200, body: jwks }
    if (path !== '/oauth/token') return undefined
    issuedTokens += 1
    return { status: 200, body: { access_token: issuedTokens % 2 === 1 ? valid : expired } }
  }
let issuedTokens = 0
