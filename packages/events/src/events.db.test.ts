import { inTransaction } from '@stoa/postgres'
import { exposition } from '@stoa/service'
import { sql } from 'kysely'
import { connect } from 'nats'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectBus } from './bus.ts'
import { announce } from './outbox.ts'
import { becomes, type Fixture, openFixture, until } from './testing.ts'

const natsUrl = process.env.TEST_NATS_URL ?? ''

let fixture: Fixture

beforeEach(async () => {
  fixture = await openFixture(natsUrl, process.env.TEST_POSTGRES)
})

afterEach(() => fixture.close())

const pending = async () => {
  const { rows } = await sql<{
    n: number
  }>`select count(*) as n from outbox where stream_seq is null`.execute(fixture.db)
  return rows[0]?.n
}

const value = async (series: string): Promise<number> => {
  const lines = (await exposition()).body.split('\n')
  return Number(
    lines
      .find((line) => line.startsWith(`${series} `))
      ?.split(' ')
      .at(-1),
  )
}

describe('outbox and inbox', () => {
  it('bring what was committed to its consumer, once', async () => {
    fixture.relay()
    await fixture.consume()
    await fixture.say(1, 2, 3)
    await fixture.say(4)
    await becomes(fixture.effects, [1, 2, 3, 4])
    await becomes(pending, 0)
  })

  it('publish nothing of a transaction that was rolled back', async () => {
    fixture.relay()
    await fixture.consume()
    await expect(
      inTransaction(fixture.db, async (trx) => {
        await fixture.outbox.add(trx, [announce(fixture.thing, 's', { n: 1 })])
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    await fixture.say(2)
    await becomes(fixture.effects, [2])
  })

  it('publish what a crash left in the outbox', async () => {
    await fixture.say(7)
    fixture.relay()
    await fixture.consume()
    await becomes(fixture.effects, [7])
  })

  it('publish a backlog of several scans without waiting for the next one', async () => {
    await sql`insert into outbox (id, subject, payload, items)
      select gen_random_uuid(), ${fixture.thing.type}, replace(${JSON.stringify([fixture.event('e-n', 7)])}, 'e-n', 'e-' || n), 1
      from generate_series(1, 2000) as n`.execute(fixture.db)
    fixture.relay()
    await becomes(pending, 0)
  })

  it('publish again what a deleted stream held, and no effect is doubled', async () => {
    fixture.relay()
    await fixture.consume()
    await fixture.say(1, 2)
    await becomes(pending, 0)
    await becomes(fixture.effects, [1, 2])
    expect(await value('outbox_stream_losses')).toBe(0)
    const nc = await connect({ servers: natsUrl })
    const jsm = await nc.jetstreamManager()
    await jsm.streams.delete(fixture.name)
    await fixture.say(3)
    await becomes(fixture.effects, [1, 2, 3])
    await until(async () => expect((await jsm.streams.info(fixture.name)).state.messages).toBe(2))
    await becomes(pending, 0)
    expect(await fixture.effects()).toEqual([1, 2, 3])
    expect(await value('outbox_stream_losses')).toBe(1)
    await nc.close()
  })

  it('publish what follows a message that the broker refuses for its size', async () => {
    const tooLarge = JSON.stringify([{ text: 'x'.repeat(9_000_000) }])
    await sql`insert into outbox (id, subject, payload, items)
      values (gen_random_uuid(), ${fixture.thing.type}, ${tooLarge}, 1)`.execute(fixture.db)
    fixture.relay()
    await fixture.consume()
    await fixture.say(1)
    await fixture.say(2)
    await becomes(fixture.effects, [1, 2])
    await becomes(pending, 1)
  })

  it('handle a message once that is delivered three times', async () => {
    const { effect, event } = fixture
    await fixture.consume()
    const events = [event('a', 1), event('b', 2)]
    for (const _ of [1, 2, 3]) await fixture.publish('one', events)
    await fixture.publish('last', [event('c', 3)])
    await becomes(fixture.effects, [1, 2, 3])
    const received = events.map((message, index) => ({
      message,
      delivery: { id: 'one', index, size: 2 },
    }))
    await effect(received.slice(0, 1) as never)
    await effect(received as never)
    expect(await fixture.effects()).toEqual([1, 2, 3])
  })

  it('share the work of two replicas without doing any of it twice', async () => {
    const other = await connectBus(natsUrl, { service: fixture.name })
    fixture.stops.push(other.close)
    fixture.relay()
    await fixture.consume()
    await fixture.consume(undefined, { bus: other })
    const numbers = Array.from({ length: 60 }, (_, index) => index)
    for (const n of numbers) await fixture.say(n)
    await becomes(async () => (await fixture.effects()).sort((a, b) => a - b), numbers)
  })
})

describe('the metrics of a consumer', () => {
  const ofType = (name: string) =>
    value(`${name}{messaging_destination_name="${fixture.thing.type}"}`)
  const redelivered = () => value(`messaging_redelivered_total{messaging_stream="${fixture.name}"}`)

  it('count an event that the inbox had already, once it is committed', async () => {
    await fixture.consume()
    expect(await ofType('messaging_duplicates_total')).toBe(0)
    await fixture.publish('m-1', [fixture.event('e-1', 1)])
    await becomes(fixture.effects, [1])
    await fixture.publish('m-1', [fixture.event('e-1', 1)])
    await fixture.publish('m-2', [fixture.event('e-2', 2)])
    await becomes(fixture.effects, [1, 2])
    expect(await ofType('messaging_duplicates_total')).toBe(1)
  })

  it('count a message that the broker delivers again', async () => {
    await fixture.publish('m-1', [fixture.event('e-1', 1)])
    const other = await fixture.bus.openConsumer(fixture.name, [fixture.thing.type])
    const given = new Promise<void>((resolve) => {
      void other.pull((delivery) => {
        delivery.nak()
        resolve()
      })
    })
    await given
    await fixture.consume()
    await becomes(fixture.effects, [1])
    expect(await redelivered()).toBeGreaterThan(0)
  })

  it('estimate the inbox without counting it', async () => {
    await fixture.consume()
    for (const n of [1, 2, 3]) await fixture.publish(`m-${n}`, [fixture.event(`e-${n}`, n)])
    await becomes(fixture.effects, [1, 2, 3])
    await sql`analyze inbox`.execute(fixture.db)
    await fixture.consume()
    expect(await value('inbox_entries')).toBe(3)
  })
})
