import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectBus } from './bus.ts'
import { becomes, type Fixture, openFixture, until } from './testing.ts'
import type { Numbers } from './testing-numbers.ts'

const natsUrl = process.env.TEST_NATS_URL ?? ''
const soon = { retryAfterSeconds: [0.05, 0.05] }
const late = { retryAfterSeconds: [3_600] }

let fixture: Fixture
/** Numbers below zero fail while this is set. */
let broken: boolean

beforeEach(async () => {
  fixture = await openFixture(natsUrl, process.env.TEST_POSTGRES)
  broken = true
})

afterEach(() => fixture.close())

const failing = async (batch: Numbers) => {
  if (broken && batch.some(({ message }) => message.data.n < 0)) throw new Error('broken')
  const items = batch.map((item) => ({
    ...item,
    message: { ...item.message, data: { n: Math.abs(item.message.data.n) } },
  }))
  await fixture.effect(items)
}

const reasons = async () => (await fixture.deadLetters()).map(({ reason }) => reason)
/** Events with different keys are handled in any order. */
const sortedEffects = async () => (await fixture.effects()).toSorted((a, b) => a - b)
const states = async () => (await fixture.deadLetters()).map(({ state }) => state)
const markForReplay = () =>
  sql`update dead_letters set state = 'replay' where state = 'buried'`.execute(fixture.db)

describe('an event that fails', () => {
  it('delays neither its batch nor later messages', async () => {
    await fixture.consume(failing, late)
    const { event } = fixture
    await fixture.publish('batch', [event('a', 1), event('b', -2), event('c', 3)])
    await fixture.publish('later', [event('d', 4)])
    await becomes(sortedEffects, [1, 3, 4])
    await becomes(fixture.parked, [{ id: 'batch/1', attempts: 1 }])
    await until(async () => expect(await fixture.bus.pending(fixture.name)).toBe(0))
  })

  it('leaves the events of each other key in their order', async () => {
    await fixture.consume(failing, late)
    const { event } = fixture
    const batch = [event('a', 1), event('x', -9), event('b', 11), event('a', 2), event('b', 12)]
    await fixture.publish('batch', [...batch, event('a', 3), event('y', -8), event('b', 13)])
    await becomes(sortedEffects, [1, 2, 3, 11, 12, 13])
    const effects = await fixture.effects()
    expect(effects.filter((n) => n < 10)).toEqual([1, 2, 3])
    expect(effects.filter((n) => n > 10)).toEqual([11, 12, 13])
  })

  it('is tried again, and has its effect once the fault has passed', async () => {
    await fixture.consume(failing, { retryAfterSeconds: Array(1_000).fill(0.05) })
    await fixture.publish('one', [fixture.event('a', -5)])
    await until(async () => expect((await fixture.parked())[0]?.attempts).toBeGreaterThan(1))
    broken = false
    await becomes(fixture.effects, [5])
    expect(await fixture.parked()).toEqual([])
  })

  it('moves to the dead letters after its last retry, with its reason', async () => {
    await fixture.consume(failing, soon)
    await fixture.publish('one', [fixture.event('a', 1), fixture.event('b', -1)])
    await becomes(fixture.deadLetters, [
      { id: 'one/1', reason: 'broken', state: 'buried', attempts: 3 },
    ])
    expect([await fixture.effects(), await fixture.parked()]).toEqual([[1], []])
  })

  it('moves there at once when it does not fit its schema or is no event at all', async () => {
    await fixture.consume(failing, late)
    await fixture.publish('junk', 'not \0 json')
    await fixture.publish('wrong', [fixture.event('a', 'x'), fixture.event('b', 2)])
    await until(async () =>
      expect(await reasons()).toEqual([
        'not a batch of events',
        expect.stringMatching(/does not fit its schema at n/),
      ]),
    )
    await becomes(fixture.effects, [2])
  })

  it('moves there at once when it has another type than the subject that it was published under', async () => {
    await fixture.consume(failing, late)
    const forged = { ...fixture.event('a', 1), type: 'payments.authorised' }
    await fixture.publish('forged', [forged, fixture.event('b', 2)])
    await becomes(reasons, [
      `payments.authorised was published under the subject ${fixture.thing.type}`,
    ])
    await becomes(fixture.effects, [2])
  })

  it('with a key that no column can hold is set aside like any other', async () => {
    await fixture.consume(failing, soon)
    await fixture.publish('nul', [fixture.event('a', -1, 'nul\0'), fixture.event('b', 2)])
    await becomes(reasons, ['broken'])
    expect(await fixture.effects()).toEqual([2])
  })
})

describe('a later event with the same key', () => {
  it('waits behind the one that failed, and follows it in order', async () => {
    await fixture.consume(failing, { retryAfterSeconds: Array(1_000).fill(0.05) })
    const { event } = fixture
    await fixture.publish('first', [event('a', -1, 'order')])
    await until(async () => expect(await fixture.parked()).toHaveLength(1))
    await fixture.publish('second', [event('b', 2, 'order'), event('c', 7, 'other')])
    await fixture.publish('third', [event('d', 3, 'order')])
    await until(async () => expect(await fixture.parked()).toHaveLength(3))
    await becomes(fixture.effects, [7])
    broken = false
    await becomes(fixture.effects, [7, 1, 2, 3])
  })

  it('goes on once the one that failed is in the dead letters', async () => {
    await fixture.consume(failing, soon)
    const { event } = fixture
    await fixture.publish('order', [
      event('a', -1, 'order'),
      event('b', 2, 'order'),
      event('c', -3, 'order'),
      event('d', 4, 'order'),
    ])
    await becomes(fixture.effects, [2, 4])
    await becomes(
      async () => (await fixture.deadLetters()).map(({ id }) => id),
      ['order/0', 'order/2'],
    )
  })
})

describe('a dead letter', () => {
  it('is replayed once it is marked, with a record that the checker can count', async () => {
    await fixture.consume(failing, soon)
    await fixture.publish('late', [fixture.event('a', -5)])
    await becomes(states, ['buried'])
    broken = false
    await markForReplay()
    await becomes(fixture.effects, [5])
    const { rows } = await sql<{ id: string }>`
      select id from inbox where id like '%#%'`.execute(fixture.db)
    expect([await states(), rows]).toEqual([['replayed'], [{ id: 'late/0#3' }]])
  })

  it('is buried again when its replay fails', async () => {
    await fixture.consume(failing, soon)
    await fixture.publish('late', [fixture.event('a', -5)])
    await becomes(states, ['buried'])
    await markForReplay()
    await becomes(fixture.deadLetters, [
      { id: 'late/0', reason: 'broken', state: 'buried', attempts: 4 },
    ])
  })

  it('is replayed once by two replicas', async () => {
    const other = await connectBus(natsUrl, { service: fixture.name })
    fixture.stops.push(other.close)
    await fixture.consume(failing, soon)
    await fixture.consume(failing, { ...soon, bus: other })
    const events = Array.from({ length: 20 }, (_, n) => fixture.event(`e${n}`, -n - 1))
    await fixture.publish('late', events)
    await until(async () => expect(await fixture.deadLetters()).toHaveLength(20))
    broken = false
    await markForReplay()
    await becomes(
      async () => (await fixture.effects()).sort((a, b) => a - b),
      events.map((_, n) => n + 1),
    )
    await becomes(states, Array(20).fill('replayed'))
  })
})
