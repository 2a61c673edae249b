import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EventLists } from './clients/event-list.ts'
import { paypalEvents } from './clients/paypal-events.ts'
import { paypalNotice } from './clients/paypal-webhook.ts'
import type { Transport } from './clients/transport.ts'
import { startMissedEventsWorker } from './missed-events-worker.ts'
import { countFailing, listFailing, retryFailing } from './store/failing-events.ts'
import {
  authorise,
  capture,
  newOrder,
  type RunningService,
  startService,
  wallet,
} from './testing-service.ts'

let service: RunningService
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service.stop())

const readLists = async (lists: EventLists) => {
  await sql`update provider_events set due_at = now() - interval '1 second'`.execute(service.db)
  const worker = startMissedEventsWorker(service.deps, lists, service.results)
  worker.claimNow()
  await worker.settled()
  await worker.stop()
}

/** A capture that PayPal has not settled, as its events describe it. */
const pendingCapture = async () => {
  const order = newOrder()
  await service.go(authorise(order, wallet))
  service.fake.meet('paypal', 'capture', 'pending')
  await service.go(capture(order))
  return { id: (await service.payment(order))?.capture_ref ?? '', custom_id: order }
}

it('an event whose webhook was missed is applied once, from an hour before the list was read last', async () => {
  const made = await pendingCapture()
  const resource = { ...made, status: 'COMPLETED' }
  const notice = paypalNotice(randomUUID(), 'PAYMENT.CAPTURE.COMPLETED', resource)
  const asked: Date[] = []
  const lists: EventLists = {
    stripe: async () => [],
    paypal: async (since) => {
      asked.push(since)
      return [notice, paypalNotice(randomUUID(), 'OTHER', {})]
    },
  }
  const before = Date.now()
  await readLists(lists)
  await readLists(lists)
  expect(
    (await service.published(made.custom_id)).filter((one) => one === 'captured'),
  ).toHaveLength(1)
  expect(asked).toHaveLength(2)
  expect(before - (asked[1]?.getTime() ?? 0)).toBeLessThanOrEqual(3_600_000)
})

it('a list that cannot be read is read from the same time again', async () => {
  const position = () =>
    service.db.selectFrom('provider_events').select(['provider', 'read_until']).execute()
  const before = await position()
  const refuse = () => Promise.reject(new Error('away'))
  await readLists({ stripe: refuse, paypal: refuse })
  expect(await position()).toEqual(before)
})

describe('an event that cannot be recorded', () => {
  const told = (resource: object, eventId: string) =>
    paypalNotice(eventId, 'PAYMENT.CAPTURE.DENIED', resource)
  const failing = () => service.db.selectFrom('failing_events').selectAll().execute()
  const makeDue = () => retryFailing(service.db)
  const attemptOf = async ({ custom_id }: { custom_id: string }) =>
    (await service.payment(custom_id))?.capture_attempt
  const nothing = async () => []
  const refusedOf = (made: object) => ({ ...made, status_details: { reason: 'not\u0000text' } })
  /** What it says can be stored from now on, as after a fault was mended. */
  const mend = () =>
    sql`update failing_events set payload = replace(payload, '\\u0000', ' ')`.execute(service.db)

  it('delays no other, is kept, and is recorded from what was kept once it can be', async () => {
    const [bad, good] = [await pendingCapture(), await pendingCapture()]
    const [badId, goodId] = [randomUUID(), randomUUID()]
    const lists: EventLists = {
      stripe: nothing,
      paypal: async () => [told(refusedOf(bad), badId), told(good, goodId)],
    }
    await readLists(lists)
    expect([await attemptOf(bad), await attemptOf(good)]).toEqual([0, 1])
    expect(await failing()).toMatchObject([{ event_id: badId, attempts: 1 }])
    await readLists(lists)
    expect(await failing()).toMatchObject([{ event_id: badId, attempts: 1 }])
    await makeDue()
    await readLists({ stripe: nothing, paypal: nothing })
    expect(await failing()).toMatchObject([{ event_id: badId, attempts: 2 }])

    await mend()
    await makeDue()
    await readLists({ stripe: nothing, paypal: nothing })
    expect(await attemptOf(bad)).toBe(1)
    expect(await failing()).toEqual([])
  })

  it('is recorded also while the provider’s list cannot be read', async () => {
    const bad = await pendingCapture()
    await readLists({ stripe: nothing, paypal: async () => [told(refusedOf(bad), randomUUID())] })
    await mend()
    await makeDue()
    const refuse = () => Promise.reject(new Error('away'))
    await readLists({ stripe: refuse, paypal: refuse })
    expect([await attemptOf(bad), await failing()]).toEqual([1, []])
  })

  it('is tried again with growing pauses, 20 times at most, and once more on request', async () => {
    const bad = await pendingCapture()
    const eventId = randomUUID()
    await readLists({ stripe: nothing, paypal: async () => [told(refusedOf(bad), eventId)] })
    const lists: EventLists = { stripe: nothing, paypal: nothing }
    const pauses: (number | null)[] = []
    for (let attempt = 1; attempt <= 20; attempt += 1) {
      const [one] = await listFailing(service.db, 10)
      expect(one).toMatchObject({ eventId, attempts: attempt, type: 'PAYMENT.CAPTURE.DENIED' })
      expect(one?.reason).toMatch(/0x00|null/i)
      const { nextAttemptAt } = one ?? {}
      pauses.push(nextAttemptAt ? Math.round((+nextAttemptAt - Date.now()) / 60_000) : null)
      if (attempt === 20) break
      await makeDue()
      await readLists(lists)
    }
    expect(pauses.slice(0, 4)).toEqual([1, 2, 4, 8])
    expect(pauses.slice(-3)).toEqual([360, 360, null])
    expect(await countFailing(service.db)).toEqual({ retried: 0, given_up: 1 })
    await mend()
    await readLists(lists)
    expect(await attemptOf(bad)).toBe(0)
    await makeDue()
    await readLists(lists)
    expect([await attemptOf(bad), await failing()]).toEqual([1, []])
  })
})

it('PayPal’s list is read page by page', async () => {
  const requested: string[] = []
  const event = (n: number) => ({ id: `WH-${n}`, event_type: 'OTHER', resource: {} })
  const answer = (path: string) => {
    if (path.includes('oauth2')) return { access_token: 'T' }
    const next = {
      rel: 'next',
      href: 'https://paypal.test/v1/notifications/webhooks-events?page=2',
    }
    return path.includes('page=2') ? { events: [event(2)] } : { events: [event(1)], links: [next] }
  }
  const transport: Transport = {
    ...{ url: 'http://paypal', timeoutMs: 1_000, close: async () => undefined },
    async send(_method, path) {
      requested.push(path.split('?')[0] ?? '')
      return { status: 200, headers: {}, text: JSON.stringify(answer(path)) }
    },
  }
  const list = paypalEvents(transport, { clientId: 'client', clientSecret: 'secret' })
  const found = await list(new Date())
  expect(found.map(({ eventId }) => eventId)).toEqual(['WH-1', 'WH-2'])
  expect(requested).toHaveLength(3)
})
