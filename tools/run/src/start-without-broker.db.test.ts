import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type FreshDatabase, freshDatabase } from '@stoa/postgres'
import { readTopology, repositoryRoot, type Service } from '@stoa/topology'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { getOver } from '../test/get-over.ts'
import { developmentSettings } from './development-settings.ts'
import { brokerUsers, keyOf, monitor } from './nats/users.ts'
import { openPorts } from './ports.ts'
import { natsResource } from './resources/nats.ts'
import { openSecrets } from './secrets.ts'
import { supervise, until } from './supervisor/supervisor.ts'
import { readTools } from './tools.ts'

const { services } = readTopology()
const users = services.filter(({ publishes, consumes }) => publishes.length + consumes.length > 0)
const names = users.map(({ name }) => name)
const home = mkdtempSync(join(tmpdir(), 'stoa-start-'))
const secrets = openSecrets(join(home, 'secret.key'))
const tools = await readTools(process.env)
const port = await openPorts({ ephemeral: true, log: () => undefined }).free()
const broker = supervise({
  logFile: (name) => join(home, `${name}.log`),
  ...{ log: () => undefined, onReady: () => undefined, onChange: () => undefined },
})
const databases: FreshDatabase<unknown>[] = []
const stops: (() => Promise<unknown>)[] = []

const socketOf = (name: string) => join(home, `${name}.sock`)
const statusOf = async (name: string, path: string) => (await getOver(socketOf(name), path)).status

async function start(service: Service): Promise<void> {
  const database = await freshDatabase<unknown>(process.env.TEST_POSTGRES, {})
  databases.push(database)
  const main = join(repositoryRoot, `services/${service.name}/src/main.ts`)
  const child = spawn(tools.node, [main], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...developmentSettings(service, secrets),
      ...{ PATH: process.env.PATH, LISTEN: socketOf(service.name), LOG_LEVEL: 'error' },
      DATABASE_URL: database.url,
      NATS_URL: `nats://127.0.0.1:${port}`,
      NATS_NKEY_SEED: keyOf(secrets, service.name).seed,
    },
  })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  stops.push(() => {
    child.kill('SIGTERM')
    return exited
  })
}

beforeAll(() => Promise.all(users.map(start)))
afterAll(async () => {
  await Promise.all(stops.map((stop) => stop()))
  await broker.stop()
  await Promise.all(databases.map(({ drop }) => drop()))
  rmSync(home, { recursive: true, force: true })
})

it.each(names)(
  '%s lives, is not ready and refuses requests while the broker is away',
  async (name) => {
    await until(`${name} to live`, async () => (await statusOf(name, '/livez')) === 200)
    expect(await statusOf(name, '/readyz')).toBe(503)
    expect(await statusOf(name, '/metrics')).toBe(503)
    const { status, headers, body } = await getOver(socketOf(name), '/v1/things')
    expect([status, headers['content-type'], headers['retry-after']]).toEqual([
      ...[503, 'application/problem+json', '5'],
    ])
    expect(JSON.parse(body)).toMatchObject({ code: 'unavailable', instance: '/v1/things' })
  },
  60_000,
)

it('every service becomes ready once the broker is there', async () => {
  await broker.start([
    natsResource({
      ...{ program: tools.natsServer, folder: join(home, 'nats'), port },
      users: brokerUsers(secrets, services),
      monitorSeed: keyOf(secrets, monitor).seed,
    }),
  ])
  for (const name of names) {
    await until(`${name} to be ready`, async () => (await statusOf(name, '/readyz')) === 200)
    expect(await statusOf(name, '/metrics')).toBe(200)
    expect(await statusOf(name, '/v1/things')).toBe(404)
  }
}, 60_000)
