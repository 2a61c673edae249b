import { readdir, readFile, readlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ConnectionOptions, connect } from 'node:tls'
import { freePorts } from '@stoa/topology'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callSecure } from './call.ts'
import { type App, startEcho } from './echo-app.ts'
import { adminGet } from './envoy.ts'
import { type Fixture, startFixture } from './fixture.ts'
import { steadyCalls } from './steady-calls.ts'
import { until } from './until.ts'
import { serviceWorkload } from './workloads.ts'

const read = { path: '/v1/orders/o-1' }
const write = { path: '/v1/orders/o-1', method: 'POST' }

describe('a running mesh', () => {
  let mesh: Fixture
  const apps: App[] = []

  beforeAll(async () => {
    mesh = await startFixture({ services: ['orders', 'gateway'], certificateLifetimeMs: 3_000 })
    apps.push(await startEcho(mesh.socket('orders')))
  }, 30_000)

  afterAll(async () => {
    for (const app of apps) await app.stop()
    await mesh?.stop()
  })

  const edit = async (file: string, change: (text: string) => string) => {
    const path = join(mesh.policyDir, file)
    const before = await readFile(path, 'utf8')
    const after = change(before)
    if (after === before) throw new Error(`nothing to change in ${file}`)
    await writeFile(path, after)
  }
  const status = async (call: object) => (await mesh.call('gateway', 'orders', call)).status

  test('applies a policy change within a second, for open connections too, and drops no request', async () => {
    const steady = steadyCalls(() => mesh.call('gateway', 'orders', read))
    expect(await status(write)).toBe(403)
    const closed = "[GET], paths: ['/v1/orders/{*}']"
    const open = "[GET, POST], paths: ['/v1/orders/{*}']"
    await edit('services/orders.yaml', (text) => text.replace(closed, open))
    await until(async () => (await status(write)) === 200, 1_000)
    await edit('services/orders.yaml', (text) => text.replace(open, closed))
    await until(async () => (await status(write)) === 403, 1_000)
    expect(Object.keys(await steady.stop())).toEqual(['200'])
  })

  test('applies a change of routes and pools within a second, and drops no request', async () => {
    const steady = steadyCalls(() => mesh.call('gateway', 'orders', read))
    const { adminSocket } = mesh.workload('gateway')
    await edit('services/orders.yaml', (text) => text.replace('timeout: 5s', 'timeout: 4321ms'))
    await edit('services/orders.yaml', (text) => text.replace('maxRetries: 32', 'maxRetries: 33'))
    const dump = () => adminGet(adminSocket, '/config_dump')
    const isApplied = async () => {
      const text = await dump()
      return text.includes('"4.321s"') && text.includes('"max_retries": 33')
    }
    await until(isApplied, 1_000)
    expect(Object.keys(await steady.stop())).toEqual(['200'])
  })

  test('applies a change of a listener, and drops no request', async () => {
    const steady = steadyCalls(() => mesh.call('gateway', 'orders', read))
    const some = ['mode: SERVER', '< 50'] as const
    const all = ['mode: CLIENT_AND_SERVER', '< 999'] as const
    const change = (from: readonly [string, string], to: readonly [string, string]) =>
      edit('base/telemetry.yaml', (text) => text.replace(from[0], to[0]).replace(from[1], to[1]))
    expect(mesh.envoy('gateway').output()).not.toContain('"cluster":"outbound')
    await change(some, all)
    await until(() => mesh.envoy('gateway').output().includes('"cluster":"outbound'), 3_000)
    await change(all, some)
    await until(() => mesh.logged.filter((line) => line.startsWith('info')).length >= 4)
    const before = steady.total()
    await until(() => steady.total() > before + 100)
    expect(Object.keys(await steady.stop())).toEqual(['200'])
  })

  test('keeps the previous policies when a file does not compile, and logs the file and line', async () => {
    const steady = steadyCalls(() => mesh.call('gateway', 'orders', read))
    const hasLoggedError = (text: string) =>
      mesh.logged.some((line) => line.startsWith('error') && line.includes(text))
    const path = join(mesh.policyDir, 'services/orders.yaml')
    const sound = await readFile(path, 'utf8')
    await writeFile(path, `${sound}\n  : [`)
    await until(() => hasLoggedError('services/orders.yaml:'), 1_000)
    await writeFile(path, sound.replace('methods: [GET]', 'method: [GET]'))
    await until(
      () => hasLoggedError('spec.rules[0].to[0].operation.method: field is unknown'),
      1_000,
    )
    expect([await status(read), await status(write)]).toEqual([200, 403])
    await writeFile(path, sound)
    expect(Object.keys(await steady.stop())).toEqual(['200'])
  })

  test('rotates certificates during requests, and drops none', async () => {
    const { certPem: cert, keyPem: key } = await mesh.authority.issue({
      spiffeId: 'spiffe://cluster.local/ns/commerce/sa/gateway',
      lifetimeMs: 60_000,
    })
    const ca = await readFile(mesh.authority.caFile)
    const { address: host, port } = mesh.workload('orders').inbound
    const client = { host, port, cert, key, ca, checkServerIdentity: () => undefined }
    const overOldConnections = steadyCalls(() => mesh.call('gateway', 'orders', read))
    const overNewConnections = steadyCalls(
      () => callSecure({ ...client, ...read, agent: false }),
      1,
    )
    const serials = new Set<string>()
    await until(async () => {
      serials.add(await serverCertificateSerial(client))
      return serials.size >= 3
    })
    expect(Object.keys(await overOldConnections.stop())).toEqual(['200'])
    expect(Object.keys(await overNewConnections.stop())).toEqual(['200'])
  })

  test('reconnects after the first certificates of both sides have expired', async () => {
    await mesh.envoy('orders').stop()
    await mesh.startSidecar(mesh.workload('orders'))
    await until(async () => (await status(read)) === 200)
    expect(await mesh.call('orders', 'nowhere', { agent: false })).toMatchObject({ status: 502 })
  })

  test('uses no inotify instance for configuration', async () => {
    const { pid } = mesh.envoy('gateway').process
    const files = await readdir(`/proc/${pid}/fd`)
    const links = await Promise.all(
      files.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')),
    )
    expect(links.filter((link) => link.includes('inotify')).length).toBeLessThanOrEqual(1)
  })

  test("leaves no key on disk except the authority's", async () => {
    const entries = await readdir(mesh.dir, { recursive: true, withFileTypes: true })
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
    const texts = await Promise.all(
      files.map(async (file) => [file, await readFile(file, 'utf8')] as const),
    )
    const keys = texts.filter(([, text]) => text.includes('PRIVATE KEY')).map(([file]) => file)
    expect(keys).toEqual([join(mesh.dir, 'certs/root.key.pem')])
  })

  test('sends calls to a replica that joins, and loses none when it leaves', async () => {
    const run = (name: string) => join(mesh.dir, 'run', name)
    const [port = 0, natsPort = 0] = await freePorts(2)
    const second = serviceWorkload(run, 'orders', 'orders-2', port, natsPort)
    const app = await startEcho(mesh.socket('orders-2'))
    apps.push(app)
    const steady = steadyCalls(() => mesh.call('gateway', 'orders', read))
    const serving = (yes: boolean) =>
      mesh.mesh.setWorkloads([...mesh.workloads, { ...second, serving: yes }])
    await serving(false)
    await mesh.startSidecar(second)
    await serving(true)
    await until(() => app.seen.length > 20)
    await serving(false)
    const { adminSocket } = mesh.workload('gateway')
    await until(
      async () => !(await adminGet(adminSocket, '/clusters')).includes(`127.0.0.1:${port}`),
      1_000,
    )
    const active = 'http.inbound.downstream_rq_active'
    const idle = async () =>
      (await adminGet(second.adminSocket, `/stats?filter=${active}`)) === `${active}: 0\n`
    await until(idle)
    await mesh.envoy('orders-2').stop()
    await mesh.mesh.setWorkloads(mesh.workloads)
    expect(Object.keys(await steady.stop())).toEqual(['200'])
  })

  test('keeps serving when the discovery server has stopped', async () => {
    await mesh.mesh.stop()
    const steady = steadyCalls(() => mesh.call('gateway', 'orders', read))
    await until(() => steady.total() > 200)
    expect(Object.keys(await steady.stop())).toEqual(['200'])
  })
})

const serverCertificateSerial = (options: ConnectionOptions): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(options, () => {
      resolve(socket.getPeerCertificate().serialNumber)
      socket.destroy()
    })
    socket.on('error', reject)
  })
