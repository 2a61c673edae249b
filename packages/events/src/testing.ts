import { randomBytes } from 'node:crypto'
import { freshDatabase, inTransaction } from '@stoa/postgres'
import { createLog } from '@stoa/service'
import { sql } from 'kysely'
import { connect, headers } from 'nats'
import { expect, vi } from 'vitest'
import { connectBus, outboxIdHeader } from './bus.ts'
import { type ConsumeOptions, consume } from './consume.ts'
import { announce, createOutbox } from './outbox.ts'
import { startRelay } from './relay.ts'
import {
  deadLetterDecisionsMigration,
  type EventTables,
  eventsMigration,
  parkedEventsMigration,
} from './tables.ts'
import { effectIn, type Numbers, numberEvent, numberRoute } from './testing-numbers.ts'

export type Fixture = Awaited<ReturnType<typeof openFixture>>

/** A database and a stream of their own; the effect of an event is a row in `effects` with its number. */
export async function openFixture(natsUrl: string, postgres: string | undefined) {
  const log = createLog('test', 'fatal')
  const name = `T${randomBytes(5).toString('hex')}`
  const thing = numberEvent(`${name}.happened`)
  const { db, url, drop } = await freshDatabase<EventTables>(postgres, {
    '0': eventsMigration,
    '1': parkedEventsMigration,
    '2': deadLetterDecisionsMigration,
  })
  await sql`create table effects (position serial, n integer not null)`.execute(db)
  const bus = await connectBus(natsUrl, { service: name })
  const stops: (() => Promise<unknown>)[] = []

  const effect = effectIn(db)
  const topology = {
    ...{ service: name, stream: name, publishes: [thing.type] },
    consumes: { [name]: [thing.type] },
  }
  const outbox = createOutbox(topology)

  const event = (id: string, n: unknown, subject = id) => ({
    specversion: '1.0',
    id,
    type: thing.type,
    source: 't',
    subject,
    time: new Date(0).toISOString(),
    data: { n },
  })

  return {
    ...{ name, thing, db, url, bus, log, stops, effect, event, outbox },
    async close() {
      for (const stop of stops.splice(0).reverse()) await stop()
      await bus.close()
      await drop()
    },
    say: (...numbers: number[]) =>
      inTransaction(db, (trx) =>
        outbox.add(
          trx,
          numbers.map((n) => announce(thing, 'subject', { n })),
        ),
      ),
    relay() {
      const running = startRelay({ db, bus, log, outbox, topology })
      stops.push(running.stop)
    },
    async consume(
      handle: (batch: Numbers) => Promise<unknown> = effect,
      more: Partial<ConsumeOptions<EventTables>> = {},
    ) {
      const options = { db, bus, log, ...more }
      const running = consume(topology.consumes, [numberRoute(thing.type, handle)], options)
      stops.push(running.stop)
      return running
    },
    /** Publishes a message as another service would, past the outbox. */
    async publish(id: string, body: string | readonly unknown[]) {
      const nc = await connect({ servers: natsUrl })
      await bus.ensureStream(name, [thing.type])
      const head = headers()
      head.set(outboxIdHeader, id)
      const payload = typeof body === 'string' ? body : JSON.stringify(body)
      await nc.jetstream().publish(thing.type, payload, { headers: head })
      await nc.close()
    },
    /** The numbers that had their effect, in its order. */
    async effects() {
      const { rows } = await sql<{ n: number }>`select n from effects order by position`.execute(db)
      return rows.map(({ n }) => n)
    },
    async deadLetters() {
      const { rows } = await sql<{ id: string; reason: string; state: string; attempts: number }>`
        select id, reason, state, attempts from dead_letters order by id`.execute(db)
      return rows
    },
    async parked() {
      const { rows } = await sql<{ id: string; attempts: number }>`
        select id, attempts from parked_events order by position`.execute(db)
      return rows
    },
  }
}

export const until = (check: () => Promise<void>) =>
  vi.waitFor(check, { timeout: 20_000, interval: 25 })

/** Waits until the read has this value. */
export const becomes = <Value>(read: () => Promise<Value>, value: Value) =>
  until(async () => expect(await read()).toEqual(value))
