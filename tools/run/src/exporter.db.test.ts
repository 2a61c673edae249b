import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectBus } from '@stoa/events'
import { openMonitor } from '@stoa/events/monitor'
import { parseUrl } from '@stoa/postgres'
import { readTopology, repositoryRoot } from '@stoa/topology'
import { Client, type ClientConfig } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getOver } from '../test/get-over.ts'
import { brokerUsers, keyOf, monitor } from './nats/users.ts'
import { openPorts } from './ports.ts'
import { superuser } from './postgres/cluster.ts'
import { ensureMonitors, urlOf } from './postgres/databases.ts'
import { natsResource } from './resources/nats.ts'
import { openSecrets } from './secrets.ts'
import { type Supervisor, supervise, until } from './supervisor/supervisor.ts'
import { readTools } from './tools.ts'

const { services } = readTopology()
const home = mkdtempSync(join(tmpdir(), 'stoa-exporter-'))
const secrets = openSecrets(join(home, 'secret.key'))
const server: ClientConfig = parseUrl(process.env.TEST_POSTGRES ?? '')
const role = {
  ...{ ...server, user: 'exporter', database: 'exporter' },
  password: secrets.password('exporter'),
}
const socket = join(home, 'exporter.sock')
let natsUrl: string
let supervisor: Supervisor
let stopExporter: () => Promise<unknown>

beforeAll(async () => {
  const tools = await readTools(process.env)
  const port = await openPorts({ ephemeral: true, log: () => undefined }).free()
  natsUrl = `nats://127.0.0.1:${port}`
  supervisor = supervise({
    logFile: (name) => join(home, `${name}.log`),
    ...{ log: () => undefined, onReady: () => undefined, onChange: () => undefined },
    // The broker stays away once it is killed.
    backoffMs: () => 60_000,
  })
  await supervisor.start([
    natsResource({
      ...{ program: tools.natsServer, folder: join(home, 'nats'), port },
      users: brokerUsers(secrets, services),
      monitorSeed: keyOf(secrets, monitor).seed,
    }),
  ])
  await ensureMonitors(server, secrets, ['exporter'])
  const state = join(home, 'state.json')
  const orders = { name: 'orders', kind: 'service', state: 'ready', restarts: 3 }
  writeFileSync(state, JSON.stringify({ resources: [orders] }))
  const child = spawn(tools.node, [join(repositoryRoot, 'services/exporter/src/main.ts')], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...{ PATH: process.env.PATH, LISTEN: socket, LOG_LEVEL: 'error', CACHE_MS: '0' },
      ...{ NATS_URL: natsUrl, NATS_NKEY_SEED: keyOf(secrets, 'exporter').seed },
      DATABASE_URL: urlOf(
        { socketDir: server.host ?? '', port: server.port ?? 0 },
        'exporter',
        secrets.password('exporter'),
      ),
      RUNNER_STATE: state,
    },
  })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  stopExporter = () => {
    child.kill('SIGTERM')
    return exited
  }
  await until('the exporter', async () => (await get('/readyz')).status === 200)
})

afterAll(async () => {
  await stopExporter?.()
  await supervisor?.stop()
  await asUser(server, 'drop database exporter with (force)')
  await asUser(server, 'drop role exporter')
  rmSync(home, { recursive: true, force: true })
})

const get = (path: string) => getOver(socket, path)
const scrape = async () => (await get('/metrics')).body
const seriesOf = (metrics: string, series: string) => {
  const line = metrics.split('\n').find((one) => one.startsWith(`${series} `))
  return line === undefined ? undefined : Number(line.slice(series.length + 1))
}

async function asUser(connection: ClientConfig, text: string) {
  const client = new Client(connection)
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

it('offers the streams and consumers of the broker, the databases and the processes of the runner', async () => {
  const bus = await connectBus(natsUrl, {
    ...{ service: 'shipping', seed: keyOf(secrets, 'shipping').seed },
  })
  const orders = await connectBus(natsUrl, {
    ...{ service: 'orders', seed: keyOf(secrets, 'orders').seed },
  })
  try {
    await orders.ensureStream('ORDERS', ['shipping.book'])
    await orders.publish('shipping.book', 'one', '[]')
    await orders.publish('shipping.book', 'two', '[]')
    await bus.openConsumer('ORDERS', ['shipping.book'])
  } finally {
    await Promise.all([bus.close(), orders.close()])
  }
  const metrics = await scrape()
  const consumer =
    '{server_id="stoa",stream_name="ORDERS",consumer_name="shipping",is_consumer_leader="true"}'
  const expected = {
    nats_up: 1,
    'nats_healthz_status{server_id="stoa"}': 0,
    'nats_stream_total_messages{server_id="stoa",stream_name="ORDERS"}': 2,
    [`nats_consumer_num_pending${consumer}`]: 2,
    pg_up: 1,
    pg_settings_max_connections: 200,
    'stoa_resource_up{resource="orders",kind="service"}': 1,
    'stoa_resource_restarts_total{resource="orders",kind="service"}': 3,
  }
  for (const [series, value] of Object.entries(expected))
    expect([series, seriesOf(metrics, series)]).toEqual([series, value])
  for (const series of ['pg_database_size_bytes', 'pg_stat_database_numbackends'])
    expect(seriesOf(metrics, `${series}{datname="exporter"}`)).toBeGreaterThan(0)
  expect(seriesOf(metrics, 'pg_wal_size_bytes')).toBeGreaterThan(0)
  expect(metrics).toContain('# TYPE pg_stat_checkpointer_num_timed_total counter')
})

describe('the role of the exporter', () => {
  it('may read statistics of every session', async () => {
    const [row] = await asUser(
      role,
      `select count(*)::int as readable from pg_stat_activity where usename is null and wait_event is not null`,
    )
    expect(row.readable).toBeGreaterThan(0)
  })

  it('cannot connect to the database of a service, and cannot read its tables', async () => {
    await asUser(server, 'create database orders_like')
    const inOrders = { ...server, database: 'orders_like' }
    try {
      await asUser(inOrders, 'create table orders as select 42 as total')
      await asUser(inOrders, 'revoke all on database orders_like from public')
      await expect(asUser({ ...role, database: 'orders_like' }, 'select 1')).rejects.toThrow()
      const [may] = await asUser(
        inOrders,
        `select has_database_privilege('exporter', 'orders_like', 'connect') as "connect",
          has_table_privilege('exporter', 'orders', 'select') as "select",
          has_table_privilege('${superuser}', 'orders', 'select') as superuser`,
      )
      expect(may).toEqual({ connect: false, select: false, superuser: true })
    } finally {
      await asUser(server, 'drop database orders_like with (force)')
    }
  })

  it.each([
    'create table mine (n int)',
    'create temp table mine (n int)',
    'create schema mine',
    'create database mine',
    "select pg_read_file('postgresql.conf')",
    'select * from pg_authid',
  ])('may not %s', async (text) => {
    await expect(asUser(role, text)).rejects.toThrow(/permission denied/)
  })

  it('owns nothing', async () => {
    const [row] = await asUser(
      server,
      `select count(*)::int as owned from pg_shdepend d join pg_roles r on r.oid = d.refobjid
        where r.rolname = 'exporter' and d.deptype = 'o'`,
    )
    expect(row.owned).toBe(0)
  })
})

it('the key of the exporter opens reports of the server and nothing else', async () => {
  const { seed } = keyOf(secrets, 'exporter')
  const reports = openMonitor(natsUrl, { service: 'exporter', seed, timeoutMs: 5_000 })
  const other = openMonitor(natsUrl, { service: 'orders', seed, timeoutMs: 5_000 })
  try {
    const first = { isAll: () => true }
    expect(await reports.reports('VARZ', first)).toMatchObject([{ server: 'stoa' }])
    await expect(reports.reports('CONNZ' as 'VARZ', first)).rejects.toThrow(
      /permissions violation/i,
    )
    // Answers to the inbox of another service cannot be read.
    await expect(other.reports('VARZ', first)).rejects.toThrow()
  } finally {
    await Promise.all([reports.close(), other.close()])
  }
})

it('while the broker is away nats_up is 0, its other figures are absent and those of Postgres are there', async () => {
  await supervisor.kill('nats', 'SIGKILL')
  let metrics = ''
  await until('a reading of the broker that fails', async () => {
    metrics = await scrape()
    return seriesOf(metrics, 'nats_up') === 0
  })
  expect(metrics).not.toMatch(/^nats_(varz|stream|consumer|healthz)/m)
  expect(seriesOf(metrics, 'pg_up')).toBe(1)
})
