import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EventLists, FetchEvent } from './clients/event-list.ts'
import type { WebhookNotice } from './clients/notice.ts'
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
import { readMissedEvents } from './use-cases/read-missed-events.ts'

let service: RunningService
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service.stop())

/** A list of one page, whatever is asked for. */
const pageOf = (list: () => readonly WebhookNotice[] = () => []): EventLists['paypal'] =>
  async function* read() {
    yield list()
  }
const nothing = pageOf()

const refuse: EventLists['paypal'] = async function* read() {
  yield await Promise.reject(new Error('away'))
}

const noEvent: FetchEvent = () => Promise.reject(new Error('no such event'))

const readLists = async (lists: EventLists) => {
  await sql`update provider_events set due_at = now() - interval '1 second'`.execute(service.db)
  const events = { lists, fetch: { stripe: noEvent, paypal: noEvent } }
  const worker = startMissedEventsWorker(service.deps, events, service.results)
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
  const asked: { from: number; to: number }[] = []
  const lists: EventLists = {
    stripe: nothing,
    async *paypal(from, to) {
      asked.push({ from: +from, to: +to })
      yield [notice, paypalNotice(randomUUID(), 'OTHER', {})]
    },
  }
  const before = Date.now()
  await readLists(lists)
  await readLists(lists)
  expect(
    (await service.published(made.custom_id)).filter((one) => one === 'captured'),
  ).toHaveLength(1)
  const again = asked.slice(asked.length / 2)
  expect(before - (again[0]?.from ?? 0)).toBeLessThanOrEqual(3_600_000)
  expect(again.at(-1)?.to).toBeGreaterThanOrEqual(before)
  expect(again.slice(1).map(({ from }) => from)).toEqual(again.slice(0, -1).map(({ to }) => to))
})

it('a list that cannot be read is read from the same time again', async () => {
  const position = () =>
    service.db.selectFrom('provider_events').select(['provider', 'read_until']).execute()
  const before = await position()
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
  const refusedOf = (made: object) => ({ ...made, status_details: { reason: 'not\u0000text' } })
  /** What it says can be stored from now on, as after a fault was mended. */
  const mend = () =>
    sql`update failing_events set payload = replace(payload, '\\u0000', ' ')`.execute(service.db)

  it('delays no other, is kept, and is recorded from what was kept once it can be', async () => {
    const [bad, good] = [await pendingCapture(), await pendingCapture()]
    const [badId, goodId] = [randomUUID(), randomUUID()]
    const lists: EventLists = {
      stripe: nothing,
      paypal: pageOf(() => [told(refusedOf(bad), badId), told(good, goodId)]),
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
    await readLists({ stripe: nothing, paypal: pageOf(() => [told(refusedOf(bad), randomUUID())]) })
    await mend()
    await makeDue()
    await readLists({ stripe: refuse, paypal: refuse })
    expect([await attemptOf(bad), await failing()]).toEqual([1, []])
  })

  it('is tried again with growing pauses, 20 times at most, and once more on request', async () => {
    const bad = await pendingCapture()
    const eventId = randomUUID()
    await readLists({ stripe: nothing, paypal: pageOf(() => [told(refusedOf(bad), eventId)]) })
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

describe('a list of many events', () => {
  const access = { clientId: 'client', clientSecret: 'secret' }
  /** PayPal, which lists these events 300 at a time, each made that long ago. */
  const listing = (events: readonly (readonly [agoMs: number, object])[]) => {
    const periods: string[] = []
    const transport: Transport = {
      ...{ url: 'http://paypal', timeoutMs: 1_000, close: async () => undefined },
      async send(_method, path) {
        const { searchParams: query } = new URL(path, 'http://paypal')
        const [start, end] = [query.get('start_time') ?? '', query.get('end_time') ?? '']
        const first = Number(query.get('first') ?? 0)
        const fits = events.filter(([agoMs]) => {
          const at = new Date(Date.now() - agoMs).toISOString()
          return start <= at && at <= end
        })
        const next = new URLSearchParams({
          start_time: start,
          end_time: end,
          first: `${first + 300}`,
        })
        const href = `https://paypal.test/v1/notifications/webhooks-events?${next}`
        if (first === 0 && start) periods.push(start)
        const body = {
          access_token: 'T',
          events: fits.slice(first, first + 300).map(([, event]) => event),
          links: first + 300 < fits.length ? [{ rel: 'next', href }] : [],
        }
        return { status: 200, headers: {}, text: JSON.stringify(body) }
      },
    }
    return { periods, paypal: paypalEvents(transport, access) }
  }
  const other = (n: number) => ({ id: `WH-${n}`, event_type: 'OTHER', resource: {} })
  const completed = async () => {
    const made = await pendingCapture()
    const resource = { ...made, status: 'COMPLETED' }
    return { made, event: { id: randomUUID(), event_type: 'PAYMENT.CAPTURE.COMPLETED', resource } }
  }
  const statusOf = async ({ custom_id }: { custom_id: string }) =>
    (await service.payment(custom_id))?.status
  const positionOf = async (provider: 'paypal') =>
    (
      await service.db
        .selectFrom('provider_events')
        .selectAll()
        .where('provider', '=', provider)
        .executeTakeFirstOrThrow()
    ).read_until.getTime()

  it('is read to its end', async () => {
    const { made, event } = await completed()
    const others = Array.from({ length: 4_000 }, (_, n) => [60_000, other(n)] as const)
    await readLists({ stripe: nothing, paypal: listing([...others, [60_000, event]]).paypal })
    expect(await statusOf(made)).toBe('captured')
  })

  it.each([
    ['an id that cannot be stored', 'WH-\u0000', 'PAYMENT.CAPTURE.DENIED'],
    [
      'an id too long for an index',
      Array.from({ length: 300 }, randomUUID).join(),
      'PAYMENT.CAPTURE.DENIED',
    ],
    ['no form of an event', undefined, undefined],
  ])('is read past one with %s', async (_, id, event_type) => {
    const [{ made, event }, bad] = [await completed(), await pendingCapture()]
    const odd = { id, event_type, resource: bad }
    const { paypal } = listing([
      [60_000, odd],
      [60_000, event],
    ])
    const before = await positionOf('paypal')
    await readLists({ stripe: nothing, paypal })
    expect(await statusOf(made)).toBe('captured')
    expect(await positionOf('paypal')).toBeGreaterThan(before)
    expect((await service.payment(bad.custom_id))?.capture_attempt).toBe(id ? 1 : 0)
    await readLists({ stripe: nothing, paypal })
    expect((await service.payment(bad.custom_id))?.capture_attempt).toBe(id ? 1 : 0)
  })

  it('is read to its end also where a part of it takes longer than there is time', async () => {
    const { made, event } = await completed()
    // Six pages in the first 20 minutes, the newest first.
    const others = Array.from({ length: 1_600 }, (_, n) => [3_700_000 + n * 750, other(n)] as const)
    const { paypal } = listing([...others, [4_900_000, event]])
    let left = 0
    const counted: EventLists['paypal'] = async function* read(from, to) {
      for await (const page of paypal(from, to)) {
        left -= 1
        yield page
      }
    }
    const lists = { stripe: nothing, paypal: counted }
    let position = { readUntil: new Date(Date.now() - 1_300_000), partMs: 1_200_000 }
    const read = async (pages: number) => {
      left = pages
      const at = { provider: 'paypal', ...position } as const
      position = await readMissedEvents(service.deps, lists, service.results, at, () => left)
      return position.partMs
    }
    expect([await read(4), await read(4), await read(4)]).toEqual([600_000, 600_000, 600_000])
    expect([await statusOf(made), await read(100)]).toEqual(['captured', 1_200_000])
  })

  it('is read further from where the time for it ended', async () => {
    const { made, event } = await completed()
    const dayMs = 24 * 3_600_000
    await sql`update provider_events set read_until = now() - interval '1 day' where provider = 'paypal'`.execute(
      service.db,
    )
    const { periods, paypal } = listing([[3_600_000, event]])
    const lists = { stripe: nothing, paypal }
    const read = async (parts: number) => {
      const end = periods.length + parts
      const position = { provider: 'paypal', partMs: 1_200_000 } as const
      const readUntil = new Date(await positionOf('paypal'))
      return readMissedEvents(
        service.deps,
        lists,
        service.results,
        { ...position, readUntil },
        () => (periods.length < end ? 1 : 0),
      )
    }
    const first = await read(10)
    expect(first.isAll).toBe(false)
    expect(await statusOf(made)).toBe('authorised')
    expect(Date.now() - first.readUntil.getTime()).toBeLessThan(dayMs)
    await sql`update provider_events set read_until = ${first.readUntil} where provider = 'paypal'`.execute(
      service.db,
    )
    const stopped = periods.at(-1) ?? ''
    const second = await read(1_000)
    expect(periods[10]).toBe(stopped)
    expect(second.isAll).toBe(true)
    expect(await statusOf(made)).toBe('captured')
  })
})
