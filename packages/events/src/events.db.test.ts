import { randomBytes } from 'node:crypto'
import { defineMessage } from '@stoa/contracts'
import { type FreshDatabase, freshDatabase, inTransaction } from '@stoa/postgres'
import { createLog } from '@stoa/service'
import { sql } from 'kysely'
import { connect, headers } from 'nats'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { type Bus, connectBus, outboxIdHeader } from './bus.ts'
import { startConsumers } from './consume.ts'
import { on } from './consumers.ts'
import { takeFromInbox } from './inbox.ts'
import { announce, enqueue } from './outbox.ts'
import type { Received } from './received.ts'
import { startRelay } from './relay.ts'
import { type EventTables, eventsMigration } from './tables.ts'

const natsUrl = process.env.TEST_NATS_URL ?? ''
const log = createLog('test', 'error')

let fresh: FreshDatabase<EventTables>
let bus: Bus
let name: string
let thing: ReturnType<typeof defineMessage<string, { n: number }>>
const stops: (() => Promise<unknown>)[] = []

beforeEach(async () => {
  name = `T${randomBytes(5).toString('hex')}`
  thing = defineMessage(`${name}.happened`, z.object({ n: z.int() }))
  fresh = await freshDatabase(process.env.TEST_POSTGRES, { events: eventsMigration })
  await sql`create table effects (n integer not null)`.execute(fresh.db)
  bus = await connectBus(natsUrl, { service: name })
})

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
  await bus.close()
  await fresh.drop()
})

const say = (...numbers: number[]) =>
  inTransaction(fresh.db, (trx) =>
    enqueue(
      trx,
      numbers.map((n) => announce(thing, 'subject', { n })),
    ),
  )

const relay = () => {
  const running = startRelay({ db: fresh.db, bus, log, stream: name, subjects: [thing.type] })
  stops.push(running.stop)
  return running
}

const effect = async (batch: readonly Received<string, { n: number }>[]) => {
  await inTransaction(fresh.db, async (trx) => {
    const items = await takeFromInbox(trx, batch)
    if (items.some(({ message }) => message.data.n < 0)) throw new Error('a negative number')
    await sql`insert into effects select unnest(${items.map(({ message }) => message.data.n)}::integer[])`.execute(
      trx,
    )
  })
}

const consume = async (handle = effect) => {
  const streams = { [name]: [thing.type] }
  const running = await startConsumers([on([thing], handle)], { db: fresh.db, bus, log, streams })
  stops.push(running.stop)
}

const effects = async () => {
  const { rows } = await sql<{ n: number }>`select n from effects order by n`.execute(fresh.db)
  return rows.map(({ n }) => n)
}
const pending = async () => {
  const { rows } = await sql<{
    n: number
  }>`select count(*) as n from outbox where stream_seq is null`.execute(fresh.db)
  return rows[0]?.n
}
const until = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 20_000, interval: 25 })

const publishRaw = async (id: string, body: string) => {
  const nc = await connect({ servers: natsUrl })
  await bus.ensureStream(name, [thing.type])
  const head = headers()
  head.set(outboxIdHeader, id)
  await nc.jetstream().publish(thing.type, body, { headers: head })
  await nc.close()
}

const event = (id: string, n: unknown) => ({
  specversion: '1.0',
  id,
  type: thing.type,
  source: 't',
  subject: 's',
  time: new Date(0).toISOString(),
  data: { n },
})

describe('outbox and inbox', () => {
  it('brings what was committed to its consumer, once', async () => {
    relay()
    await consume()
    await say(1, 2, 3)
    await say(4)
    await until(async () => expect(await effects()).toEqual([1, 2, 3, 4]))
    await until(async () => expect(await pending()).toBe(0))
  })

  it('says nothing of a transaction that was rolled back', async () => {
    relay()
    await consume()
    await expect(
      inTransaction(fresh.db, async (trx) => {
        await enqueue(trx, [announce(thing, 's', { n: 1 })])
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    await say(2)
    await until(async () => expect(await effects()).toEqual([2]))
  })

  it('finds what a crash left unpublished', async () => {
    await say(7)
    relay()
    await consume()
    await until(async () => expect(await effects()).toEqual([7]))
  })

  it('publishes again what a deleted stream held, and no effect is doubled', async () => {
    relay()
    await consume()
    await say(1, 2)
    await until(async () => expect(await pending()).toBe(0))
    await until(async () => expect(await effects()).toEqual([1, 2]))
    const nc = await connect({ servers: natsUrl })
    const jsm = await nc.jetstreamManager()
    await jsm.streams.delete(name)
    await say(3)
    await until(async () => expect(await effects()).toEqual([1, 2, 3]))
    await until(async () => expect((await jsm.streams.info(name)).state.messages).toBe(2))
    await until(async () => expect(await pending()).toBe(0))
    expect(await effects()).toEqual([1, 2, 3])
    await nc.close()
  })

  it('handles a message once that comes three times', async () => {
    await consume()
    const body = JSON.stringify([event('a', 1), event('b', 2)])
    for (const _ of [1, 2, 3]) await publishRaw('one', body)
    await publishRaw('last', JSON.stringify([event('c', 3)]))
    await until(async () => expect(await effects()).toEqual([1, 2, 3]))
    const [first] = [{ message: JSON.parse(body)[0], delivery: { id: 'one', index: 0, size: 2 } }]
    await effect([first] as never)
    await effect(
      JSON.parse(body).map((message: unknown, index: number) => ({
        message,
        delivery: { id: 'one', index, size: 2 },
      })),
    )
    expect(await effects()).toEqual([1, 2, 3])
  })

  it('does not let one bad event fail its batch: it is buried with its reason', async () => {
    await consume()
    await publishRaw(
      'mixed',
      JSON.stringify([event('a', 1), event('b', -1), event('c', 3), event('d', 'x')]),
    )
    await publishRaw('junk', 'not json')
    await until(async () => {
      const { rows } = await sql<{
        reason: string
      }>`select reason from dead_letters order by reason`.execute(fresh.db)
      expect(rows.map(({ reason }) => reason.replace(name, 'thing')).sort()).toEqual([
        'a negative number',
        'not a batch of events',
        expect.stringMatching(/^thing.happened does not fit its schema at n/),
      ])
    })
    await until(async () => expect(await effects()).toEqual([1, 3]))
  })

  it('replays a dead letter once it is marked', async () => {
    let broken = true
    await consume(async (batch) => {
      if (broken) throw new Error('broken')
      await effect(batch as Received<string, { n: number }>[])
    })
    await publishRaw('late', JSON.stringify([event('a', 5)]))
    await until(async () => {
      const { rows } = await sql`select 1 from dead_letters`.execute(fresh.db)
      expect(rows).toHaveLength(1)
    })
    broken = false
    await sql`update dead_letters set state = 'replay'`.execute(fresh.db)
    await until(async () => expect(await effects()).toEqual([5]))
  })

  it('shares the work of two replicas without doing any of it twice', async () => {
    const other = await connectBus(natsUrl, { service: name })
    stops.push(other.close)
    relay()
    await consume()
    const streams = { [name]: [thing.type] }
    const second = await startConsumers([on([thing], effect)], {
      db: fresh.db,
      bus: other,
      log,
      streams,
    })
    stops.push(second.stop)
    const numbers = Array.from({ length: 60 }, (_, index) => index)
    for (const n of numbers) await say(n)
    await until(async () => expect(await effects()).toEqual(numbers))
  })
})
