import { type FreshDatabase, freshDatabase } from '@stoa/postgres'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openStart, type StartedService } from '../test/starting.ts'
import { until } from './supervisor/supervisor.ts'

const start = await openStart()
const users = start.services.filter(
  ({ publishes, consumes }) => publishes.length + consumes.length > 0,
)
const names = users.map(({ name }) => name)
const databases: FreshDatabase<unknown>[] = []
const started = new Map<string, StartedService>()

const serviceOf = (name: string): StartedService => {
  const service = started.get(name)
  if (!service) throw new Error(`${name} was not started`)
  return service
}
const statusOf = async (name: string, path: string) => (await serviceOf(name).get(path)).status

beforeAll(async () => {
  for (const service of users) {
    const database = await freshDatabase<unknown>(process.env.TEST_POSTGRES, {})
    databases.push(database)
    started.set(service.name, start.start(service, database.url))
  }
})
afterAll(async () => {
  await start.close()
  await Promise.all(databases.map(({ drop }) => drop()))
})

it.each(names)(
  '%s lives, is not ready and refuses requests while the broker is away',
  async (name) => {
    await until(`${name} to live`, async () => (await statusOf(name, '/livez')) === 200)
    expect(await statusOf(name, '/readyz')).toBe(503)
    expect(await statusOf(name, '/metrics')).toBe(503)
    const { status, headers, body } = await serviceOf(name).get('/v1/things')
    expect([status, headers['content-type'], headers['retry-after']]).toEqual([
      ...[503, 'application/problem+json', '5'],
    ])
    expect(JSON.parse(body)).toMatchObject({ code: 'unavailable', instance: '/v1/things' })
  },
  60_000,
)

it.each(names)(
  '%s says in its log that it waits for the broker',
  async (name) => {
    await until(`${name} to say it`, async () =>
      serviceOf(name).log().includes('waiting for the broker'),
    )
  },
  60_000,
)

it('every service becomes ready once the broker is there', async () => {
  await start.startBroker()
  for (const name of names) {
    await until(`${name} to be ready`, async () => (await statusOf(name, '/readyz')) === 200)
    expect(await statusOf(name, '/metrics')).toBe(200)
    expect(await statusOf(name, '/v1/things')).toBe(404)
  }
}, 60_000)
