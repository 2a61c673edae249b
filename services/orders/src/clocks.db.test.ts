import { createOutbox } from '@stoa/events'
import { startDatabaseClock } from '@stoa/postgres'
import { createLog, exposition } from '@stoa/service'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, expect, it, onTestFinished, vi } from 'vitest'
import { createApp } from './app.ts'
import { as, deps, edge, fresh, onFreshDatabase, order, parcel, received } from './testing.ts'
import { topology } from './topology.ts'
import { advance, type Reply } from './use-cases/advance.ts'
import { createJudge } from './use-cases/judge.ts'
import { sweep } from './use-cases/sweep.ts'

const hourMs = 3_600_000

onFreshDatabase()
afterEach(() => void vi.useRealTimers())

/** A replica on a machine whose clock differs from the database's. */
async function openReplica(aheadMs: number) {
  const setClock = () => {
    vi.useRealTimers()
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + aheadMs })
  }
  setClock()
  const clock = await startDatabaseClock(fresh.db, createLog('orders', 'silent'))
  onTestFinished(clock.stop)
  const own = {
    ...{ ...deps, now: clock.now, outbox: createOutbox(topology, clock.now) },
    newId: () => uuidv7({ msecs: clock.now().getTime() }),
  }
  const app = createApp(own, { trustedForwarders: [edge], ready: async () => undefined })
  const judge = createJudge(own)
  return {
    async place(): Promise<string> {
      setClock()
      const answer = await app.request('/v1/orders', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': uuidv7(), ...as('c-1') },
        body: JSON.stringify(order()),
      })
      return ((await answer.json()) as { orderId: string }).orderId
    },
    async reply(type: string, orderId: string, data: object = {}) {
      setClock()
      await advance(own, [received(type, { orderId, ...data }) as Reply])
    },
    async sweep() {
      setClock()
      await judge()
      return sweep(own)
    },
  }
}

const statusesOf = async (orderIds: readonly string[]) => {
  const { rows } = await sql<{ status: string }>`
    select distinct status from orders where order_id = any(${orderIds}::uuid[])`.execute(fresh.db)
  return rows.map(({ status }) => status)
}

const sums = async () =>
  (await exposition()).body
    .split('\n')
    .filter((line) => /^order_(confirm|step)_duration_seconds_sum/.test(line))
    .map((line) => Number(line.split(' ').at(-1)))

it.each([
  [0, -hourMs],
  [0, hourMs],
  [-hourMs, hourMs],
])(
  'no order is swept or cancelled by two replicas whose clocks are %d and %d ms ahead',
  async (...ahead) => {
    const [one, other] = [await openReplica(ahead[0]), await openReplica(ahead[1])]
    const orderIds = [await one.place(), await other.place()]
    const steps = [
      ['inventory.reserved', {}],
      ['payments.authorised', { provider: 'account' }],
      ['shipping.booked', parcel],
    ] as const
    for (const [index, [type, data]] of steps.entries()) {
      expect([await one.sweep(), await other.sweep()]).toEqual([0, 0])
      for (const [nth, orderId] of orderIds.entries())
        await ((index + nth) % 2 ? one : other).reply(type, orderId, data)
    }
    expect([await one.sweep(), await other.sweep()]).toEqual([0, 0])
    expect(await statusesOf(orderIds)).toEqual(['ready'])
    for (const sum of await sums()) expect(sum).toBeGreaterThanOrEqual(0)
    for (const sum of await sums()) expect(sum).toBeLessThan(600)
  },
)
