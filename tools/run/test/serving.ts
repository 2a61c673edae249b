import { randomUUID } from 'node:crypto'
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
import { expect, vi } from 'vitest'

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

/** What services do, in a database of their own: each order has one effect, by way of outbox, broker and inbox. */
export async function serve(databaseUrl: string, brokerUrl: string) {
  const db = connectPostgres<EventTables>(databaseUrl, { poolSize: 8 })
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

export const until = (read: () => Promise<unknown>, value: unknown) =>
  vi.waitFor(async () => expect(await read()).toEqual(value), { timeout: 20_000, interval: 50 })
