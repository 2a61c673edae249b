import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inventoryReleased } from '@stoa/contracts'
import {
  announce,
  connectBus,
  createOutbox,
  deadLetterDecisionsMigration,
  type EventTables,
  eventsMigration,
  parkedEventsMigration,
  startConsumers,
  startRelay,
  takeFromInbox,
} from '@stoa/events'
import { connectPostgres, inTransaction, migrate, sqlMigration } from '@stoa/postgres'
import { createLog } from '@stoa/service'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { copyRunning, follow, openServers, type Servers } from '../../test/streaming.ts'
import { type StandaloneServer, startNats } from '../standalone.ts'
import type { Cluster } from './cluster.ts'

const migrations = {
  '0': eventsMigration,
  '1': parkedEventsMigration,
  '2': deadLetterDecisionsMigration,
  '3': sqlMigration('create table effects (order_id uuid not null)'),
}
const topology = {
  ...{ service: 'region', stream: 'REGION', publishes: ['inventory.released'] },
  consumes: { REGION: ['inventory.released'] },
} as const
const log = createLog('test', 'silent')
const home = mkdtempSync(join(tmpdir(), 'stoa-regions-'))
const brokers: StandaloneServer[] = []
let servers: Servers

beforeAll(async () => {
  servers = await openServers(home)
})
afterAll(async () => {
  await servers.stop()
  for (const broker of brokers) await broker.stop()
  rmSync(home, { recursive: true })
})

async function emptyBroker(name: string): Promise<string> {
  const broker = await startNats(join(home, name))
  brokers.push(broker)
  return broker.url
}

/** What a region's services do: each order has one effect, by way of outbox, broker and inbox. */
async function serve(cluster: Cluster, brokerUrl: string) {
  const db = connectPostgres<EventTables>(servers.url(cluster))
  await migrate(db, migrations)
  const bus = await connectBus(brokerUrl, { service: 'region' })
  const outbox = createOutbox(topology)
  const relay = startRelay({ db, bus, log, outbox, topology })
  const handle = (batch: Parameters<typeof takeFromInbox>[1]) =>
    inTransaction(db, async (trx) => {
      const fresh = await takeFromInbox(trx, batch)
      const ids = fresh.map(({ message }) => message.subject)
      await sql`insert into effects select unnest(${ids}::uuid[])`.execute(trx)
    })
  const consumers = startConsumers(topology, { 'inventory.released': handle }, { db, bus, log })
  const orders = async (text: string): Promise<string[]> =>
    (await sql.raw<{ id: string }>(text).execute(db)).rows.map(({ id }) => id)
  return {
    place: async (howMany: number) => {
      const ids = Array.from({ length: howMany }, () => randomUUID())
      await inTransaction(db, (trx) =>
        outbox.add(
          trx,
          ids.map((orderId) => announce(inventoryReleased, orderId, { orderId })),
        ),
      )
      await until(() => orders('select id from outbox where stream_seq is null'), [])
      return ids
    },
    effects: () => orders('select order_id as id from effects order by order_id'),
    stopConsumers: () => consumers.stop(),
    async stop() {
      await consumers.stop()
      await relay.stop()
      await bus.close()
      await db.destroy()
    },
  }
}

const until = (read: () => Promise<unknown>, value: unknown) =>
  vi.waitFor(async () => expect(await read()).toEqual(value), { timeout: 20_000, interval: 50 })

async function standBy(name: string, serving: Cluster, standby: Cluster) {
  await copyRunning(servers, serving, standby)
  follow(servers, serving, standby)
  await servers.start(name, standby)
}

async function caughtUp(serving: Cluster, standby: Cluster) {
  const [{ lsn } = { lsn: '' }] = await servers.query<{ lsn: string }>(
    serving,
    'select pg_current_wal_flush_lsn() as lsn',
  )
  const replayed = `select pg_last_wal_replay_lsn() >= '${lsn}' as done`
  await until(() => servers.query(standby, replayed), [{ done: true }])
}

async function cutOff(standby: Cluster) {
  await servers.query(standby, `alter system set primary_conninfo = ''`)
  await servers.query(standby, 'select pg_reload_conf()')
  await until(() => servers.query(standby, 'select pid from pg_stat_wal_receiver'), [])
}

it('a region takes over with an empty broker, loses only what was not replicated, and gives back without a loss', async () => {
  const [a, b] = [servers.place('a'), servers.place('b')]
  await servers.startPrimary(a)
  const first = await serve(a, await emptyBroker('broker-a'))
  await standBy('b', a, b)
  const handled = await first.place(20)
  await until(first.effects, handled.toSorted())
  await first.stopConsumers()
  const waiting = await first.place(5)
  await caughtUp(a, b)
  await cutOff(b)
  const notReplicated = await first.place(2)
  await servers.supervisor.kill('primary', 'SIGKILL')
  await first.stop()

  await servers.query(b, 'select pg_promote()')
  const second = await serve(b, await emptyBroker('broker-b'))
  const kept = [...handled, ...waiting].toSorted()
  await until(second.effects, kept)
  const placed = await second.place(1)
  await until(second.effects, [...kept, ...placed].toSorted())

  await servers.start('a, alone', a)
  const idsIn = async (cluster: Cluster) =>
    (
      await servers.query<{ id: string }>(
        cluster,
        `select e->>'subject' as id from outbox, jsonb_array_elements(payload::jsonb) e`,
      )
    ).map(({ id }) => id)
  const known = new Set(await idsIn(b))
  expect((await idsIn(a)).filter((id) => !known.has(id)).toSorted()).toEqual(
    notReplicated.toSorted(),
  )

  const again = servers.place('a-again')
  await standBy('a again', b, again)
  await second.stop()
  await caughtUp(b, again)
  await servers.query(again, 'select pg_promote()')
  const third = await serve(again, await emptyBroker('broker-a-again'))
  const last = await third.place(1)
  await until(third.effects, [...kept, ...placed, ...last].toSorted())
  await third.stop()
})
