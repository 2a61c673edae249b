import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EventLists } from './clients/event-list.ts'
import { paypalEvents } from './clients/paypal-events.ts'
import { paypalResult } from './clients/paypal-webhook.ts'
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
  const notice = {
    ...{ eventId: randomUUID(), type: 'PAYMENT.CAPTURE.COMPLETED' },
    result: paypalResult('PAYMENT.CAPTURE.COMPLETED', resource),
  }
  const asked: Date[] = []
  const lists: EventLists = {
    stripe: async () => [],
    paypal: async (since) => {
      asked.push(since)
      return [notice, { eventId: randomUUID(), type: 'OTHER', result: undefined }]
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
  const told = (resource: object, eventId: string) => ({
    ...{ eventId, type: 'PAYMENT.CAPTURE.DENIED' },
    result: paypalResult('PAYMENT.CAPTURE.DENIED', resource),
  })
  const failing = () => service.db.selectFrom('failing_events').selectAll().execute()
  const makeDue = () => retryFailing(service.db)
  const statusOf = async ({ custom_id }: { custom_id: string }) =>
    (await service.payment(custom_id))?.capture_attempt

  it('delays no other, is noted, and is read again from where it failed until it can be', async () => {
    const [bad, good] = [await pendingCapture(), await pendingCapture()]
    const [badId, goodId] = [randomUUID(), randomUUID()]
    const refused = { ...bad, status_details: { reason: 'not\u0000text' } }
    const asked: Date[] = []
    let listed = [told(refused, badId), told(good, goodId)]
    const lists: EventLists = {
      stripe: async () => [],
      paypal: async (since) => {
        asked.push(since)
        return listed
      },
    }
    await readLists(lists)
    expect([await statusOf(bad), await statusOf(good)]).toEqual([0, 1])
    expect(await failing()).toMatchObject([{ event_id: badId, attempts: 1 }])
    await readLists(lists)
    expect(await failing()).toMatchObject([{ event_id: badId, attempts: 1 }])
    await makeDue()
    await readLists(lists)
    expect(await failing()).toMatchObject([{ event_id: badId, attempts: 2 }])

    await makeDue()
    await sql`update failing_events set failed_at = now() - interval '2 days'`.execute(service.db)
    listed = [told(bad, badId)]
    await readLists(lists)
    expect(await statusOf(bad)).toBe(1)
    expect(await failing()).toEqual([])
    expect(Date.now() - (asked.at(-1)?.getTime() ?? 0)).toBeGreaterThan(2 * 24 * 3_600_000)
  })

  it('is read again with growing pauses, 20 times at most, also when the provider lists it no longer', async () => {
    const bad = await pendingCapture()
    const refused = { ...bad, status_details: { reason: 'not\u0000text' } }
    const eventId = randomUUID()
    let listed = [told(refused, eventId)]
    const lists: EventLists = { stripe: async () => [], paypal: async () => listed }
    const pauses: (number | null)[] = []
    for (let attempt = 1; attempt <= 20; attempt += 1) {
      await makeDue()
      await readLists(lists)
      listed = []
      const [one] = await listFailing(service.db, 10)
      expect(one).toMatchObject({ eventId, attempts: attempt, type: 'PAYMENT.CAPTURE.DENIED' })
      expect(one?.reason).toMatch(/0x00|null/i)
      const { nextAttemptAt } = one ?? {}
      pauses.push(nextAttemptAt ? Math.round((+nextAttemptAt - Date.now()) / 60_000) : null)
    }
    expect(pauses.slice(0, 4)).toEqual([1, 2, 4, 8])
    expect(pauses.slice(-3)).toEqual([360, 360, null])
    expect(await countFailing(service.db)).toEqual({ retried: 0, given_up: 1 })
    listed = [told(bad, eventId)]
    await readLists(lists)
    expect(await statusOf(bad)).toBe(0)
    await makeDue()
    await readLists(lists)
    expect([await statusOf(bad), await failing()]).toEqual([1, []])
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
