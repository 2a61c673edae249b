import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { type FreshDatabase, freshDatabase } from '@stoa/postgres'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openStart, type StartedService } from '../test/starting.ts'
import { until } from './supervisor/supervisor.ts'

const start = await openStart()
const owners = start.services.filter(({ database }) => database)
const names = owners.map(({ name }) => name)
const databases: FreshDatabase<unknown>[] = []
const started = new Map<string, StartedService>()

/** Where the services expect Postgres's socket. */
const sockets = join(start.home, 'postgres')
const realSockets = new URL((process.env.TEST_POSTGRES ?? '').replace('@/', '@socket/'))
const elsewhere = (url: string) => url.replace(/host=[^&]*/, `host=${sockets}`)

const serviceOf = (name: string): StartedService => {
  const service = started.get(name)
  if (!service) throw new Error(`${name} was not started`)
  return service
}
const statusOf = async (name: string, path: string) => (await serviceOf(name).get(path)).status
const says = (service: StartedService, text: string) =>
  until(`a service to say “${text}”`, async () => service.log().includes(text))

async function startNew(name: string): Promise<StartedService> {
  const service = owners.find((owner) => owner.name === name)
  if (!service) throw new Error(`${name} has no database`)
  const database = await freshDatabase<unknown>(process.env.TEST_POSTGRES, {})
  databases.push(database)
  return start.start(service, elsewhere(database.url))
}

beforeAll(async () => {
  for (const name of names) started.set(name, await startNew(name))
}, 60_000)
afterAll(async () => {
  await start.close()
  await Promise.all(databases.map(({ drop }) => drop()))
})

it.each(names)(
  '%s lives, is not ready and says what it waits for while its database is away',
  async (name) => {
    await until(`${name} to live`, async () => (await statusOf(name, '/livez')) === 200)
    await says(serviceOf(name), 'waiting for the database')
    expect(await statusOf(name, '/livez')).toBe(200)
    expect(await statusOf(name, '/readyz')).toBe(503)
  },
  60_000,
)

it('a service that waits for its database ends in order on SIGTERM', async () => {
  const service = await startNew('orders')
  await says(service, 'waiting for the database')
  expect(await service.stop()).toBe(0)
}, 60_000)

it('a service that waits for the broker ends in order on SIGTERM', async () => {
  symlinkSync(realSockets.searchParams.get('host') ?? '', sockets)
  const service = await startNew('orders')
  await says(service, 'waiting for the broker')
  expect(await service.stop()).toBe(0)
}, 60_000)

it('every service becomes ready once its database and the broker are there', async () => {
  await start.startBroker()
  for (const name of names)
    await until(`${name} to be ready`, async () => (await statusOf(name, '/readyz')) === 200)
}, 60_000)
