import { randomUUID } from 'node:crypto'
import { shippingBook, shippingCancel } from '@stoa/contracts'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Deps } from './deps.ts'
import type { Parcel } from './parcel.ts'
import { findParcel } from './store/parcels.ts'
import { startSurplusLabelWorker } from './surplus-label-worker.ts'
import { openShipping, received } from './testing.ts'
import { book } from './use-cases/book.ts'
import { cancel } from './use-cases/cancel.ts'
import { perform } from './use-cases/perform.ts'

let shipping: Awaited<ReturnType<typeof openShipping>>
beforeAll(async () => {
  shipping = await openShipping()
})
afterAll(() => shipping.close())
afterEach(() => {
  shipping.fedex.behaviour.book = 'good'
  shipping.fedex.behaviour.find = 'good'
  shipping.fedex.behaviour.gate = Promise.resolve()
})

const address = { name: 'Ada', street: '1 Way', city: 'Leeds', postcode: 'LS1 1AA', country: 'GB' }
const bookOf = (orderId: string, carrier: 'own-fleet' | 'fedex' | 'ups' = 'fedex') =>
  received(shippingBook, {
    orderId,
    customerId: 'c-1',
    carrier,
    address,
    weightGrams: 900,
    pieces: 3,
  })
const cancelOf = (orderId: string) => received(shippingCancel, { orderId, reason: 'changed mind' })

it('own-fleet parcels of a batch are booked together, each with a number of its own', async () => {
  const ids = Array.from({ length: 100 }, () => randomUUID())
  await book(
    shipping.deps,
    ids.map((id) => bookOf(id, 'own-fleet')),
  )
  const { rows } = await sql<{ parcels: number; numbers: number }>`
    select count(*) as parcels, count(distinct tracking_number) as numbers from parcels
    where order_id = any(${ids}::uuid[]) and status = 'booked'`.execute(shipping.deps.db)
  expect(rows).toEqual([{ parcels: 100, numbers: 100 }])
  expect((await shipping.published(ids[0] ?? '')).map(({ type }) => type)).toEqual([
    'shipping.booked',
  ])
})

it('a redelivered message has one effect; a repeated command has the same reply', async () => {
  const orderId = randomUUID()
  const first = bookOf(orderId, 'own-fleet')
  await book(shipping.deps, [first])
  await book(shipping.deps, [first])
  expect(await shipping.published(orderId)).toHaveLength(1)
  await book(shipping.deps, [bookOf(orderId, 'own-fleet')])
  const [one, two] = await shipping.published(orderId)
  expect(two).toEqual(one)
})

it('a carrier books after the commit and its number is published', async () => {
  const [a, b] = [randomUUID(), randomUUID()]
  await book(shipping.deps, [bookOf(a), bookOf(b, 'ups')])
  const [booked] = await shipping.publishedOnce(a, 1)
  expect(booked).toMatchObject({ type: 'shipping.booked', data: { orderId: a, carrier: 'fedex' } })
  const [other] = await shipping.publishedOnce(b, 1)
  expect(other?.data).toMatchObject({ carrier: 'ups' })
})

it('a command repeated while the booking is under way has no reply and books nothing', async () => {
  const orderId = randomUUID()
  const gate = Promise.withResolvers<void>()
  shipping.fedex.behaviour.gate = gate.promise
  await book(shipping.deps, [bookOf(orderId)])
  await book(shipping.deps, [bookOf(orderId)])
  expect(await shipping.published(orderId)).toEqual([])
  gate.resolve()
  await shipping.publishedOnce(orderId, 1)
  expect(shipping.fedex.valid(orderId)).toHaveLength(1)
})

it('a hard refusal is a rejection with its reason', async () => {
  const orderId = randomUUID()
  shipping.fedex.behaviour.book = 'refuses'
  await book(shipping.deps, [bookOf(orderId)])
  const [rejected] = await shipping.publishedOnce(orderId, 1)
  expect(rejected).toEqual({
    type: 'shipping.rejected',
    data: { orderId, reason: 'no such address' },
  })
})

it('a label whose response was lost is found, not bought again', async () => {
  const orderId = randomUUID()
  shipping.fedex.behaviour.book = 'lost'
  await book(shipping.deps, [bookOf(orderId)])
  const [booked] = await shipping.publishedOnce(orderId, 1)
  const [[trackingNumber] = []] = shipping.fedex.valid(orderId)
  expect(booked?.data).toMatchObject({ trackingNumber })
  expect(shipping.fedex.valid(orderId)).toHaveLength(1)
})

it('a carrier that is away is retried until it is back', async () => {
  const orderId = randomUUID()
  shipping.fedex.behaviour.book = 'away'
  await book(shipping.deps, [bookOf(orderId)])
  await shipping.parcelOnce(orderId, ({ attempts }) => attempts >= 1)
  expect(await shipping.published(orderId)).toEqual([])
  shipping.fedex.behaviour.book = 'good'
  expect((await shipping.publishedOnce(orderId, 1))[0]?.type).toBe('shipping.booked')
})

it('a booking that a crash left behind is made when its lease expires', async () => {
  const orderId = randomUUID()
  const { db } = shipping.deps
  await book({ ...shipping.deps, begin: () => undefined }, [bookOf(orderId)])
  expect((await shipping.publishedOnce(orderId, 1))[0]?.type).toBe('shipping.booked')
  const { rows } =
    await sql`select 1 from parcels where order_id = ${orderId} and task is null`.execute(db)
  expect(rows).toHaveLength(1)
  expect(shipping.fedex.calls).toContain(`find ${orderId}`)
})

/** A second replica that is stopped in its work, before it calls the carrier or after the response has come. */
function stoppedReplica(when: 'before' | 'after') {
  const resumed = Promise.withResolvers<void>()
  const stopped = Promise.withResolvers<void>()
  const { carriers } = shipping.deps
  const worker = shipping.startWorker({
    pollMs: 600_000,
    async run(parcel, leftMs) {
      // Before: it stops right after it found that its lease holds.
      const left = when === 'before' ? () => 300 : leftMs
      const work = () => perform(carriers, parcel, { leftMs: left, timeoutMs: 10 })
      const result = when === 'after' ? await work() : undefined
      stopped.resolve()
      await resumed.promise
      return result ?? work()
    },
  })
  return {
    async handle(use: (deps: Deps) => Promise<void>) {
      await use({ ...shipping.deps, begin: worker.begin, claimNow: worker.claimNow })
      await stopped.promise
    },
    async resume() {
      resumed.resolve()
      await worker.settled()
      await worker.stop()
    },
  }
}
const voidSurplusLabels = async () => {
  const worker = startSurplusLabelWorker(shipping.deps)
  worker.claimNow()
  await worker.settled()
  await worker.stop()
}

describe('of a replica that stopped while it held the lease', () => {
  it.each(['before', 'after'] as const)(
    'another books the parcel, and the late result (stopped %s the call) changes nothing',
    async (when) => {
      const orderId = randomUUID()
      const replica = stoppedReplica(when)
      await replica.handle((deps) => book(deps, [bookOf(orderId)]))
      const published = await shipping.publishedOnce(orderId, 1)
      const parcel = await findParcel(shipping.deps.db, orderId)
      await replica.resume()
      await voidSurplusLabels()
      expect(published.map(({ type }) => type)).toEqual(['shipping.booked'])
      expect(await shipping.published(orderId)).toEqual(published)
      expect(await findParcel(shipping.deps.db, orderId)).toEqual(parcel)
      const valid = shipping.fedex.valid(orderId).map(([trackingNumber]) => trackingNumber)
      expect(valid).toEqual([parcel?.trackingNumber])
      expect(await shipping.surplusLabels(orderId)).toEqual([])
    },
  )

  it('a label that it buys after the cancellation was carried out is voided', async () => {
    const orderId = randomUUID()
    const replica = stoppedReplica('before')
    await replica.handle((deps) => book(deps, [bookOf(orderId)]))
    await cancel(shipping.deps, [cancelOf(orderId)])
    await shipping.parcelOnce(orderId, ({ task }) => task === null)
    await replica.resume()
    expect(shipping.fedex.valid(orderId)).toHaveLength(1)
    await voidSurplusLabels()
    expect(shipping.fedex.valid(orderId)).toEqual([])
    expect((await shipping.published(orderId)).map(({ type }) => type)).toEqual([
      'shipping.cancelled',
    ])
  })

  it('a label is not voided while the booking of its parcel is open', async () => {
    const orderId = randomUUID()
    const replica = stoppedReplica('after')
    await replica.handle((deps) => book(deps, [bookOf(orderId)]))
    shipping.fedex.behaviour.find = 'away'
    await shipping.parcelOnce(orderId, ({ attempts }) => attempts >= 1)
    await replica.resume()
    await voidSurplusLabels()
    expect(shipping.fedex.valid(orderId)).toHaveLength(1)
    expect(await shipping.surplusLabels(orderId)).toHaveLength(1)
    shipping.fedex.behaviour.find = 'good'
    expect((await shipping.publishedOnce(orderId, 1))[0]?.type).toBe('shipping.booked')
    expect(shipping.fedex.valid(orderId)).toHaveLength(1)
  })

  it('and that has too little of its lease left buys no label', async () => {
    const orderId = randomUUID()
    await book({ ...shipping.deps, begin: () => undefined }, [bookOf(orderId)])
    const parcel = (await findParcel(shipping.deps.db, orderId)) as Parcel
    const result = await perform(shipping.deps.carriers, parcel, { leftMs: () => 9, timeoutMs: 10 })
    expect(result.outcome).toEqual({ is: 'unclear' })
    expect(shipping.fedex.calls).not.toContain(`book ${orderId}`)
  })
})

it('a cancellation that comes first leaves a tombstone: the late booking is refused', async () => {
  const orderId = randomUUID()
  await cancel(shipping.deps, [cancelOf(orderId)])
  await book(shipping.deps, [bookOf(orderId)])
  expect(await shipping.published(orderId)).toEqual([
    { type: 'shipping.cancelled', data: { orderId } },
    { type: 'shipping.rejected', data: { orderId, reason: 'cancelled' } },
  ])
  expect(shipping.fedex.calls.filter((call) => call.includes(orderId))).toEqual([])
})

it('a cancellation voids the label that was bought', async () => {
  const orderId = randomUUID()
  await book(shipping.deps, [bookOf(orderId)])
  await shipping.publishedOnce(orderId, 1)
  await cancel(shipping.deps, [cancelOf(orderId)])
  expect((await shipping.published(orderId)).at(-1)?.type).toBe('shipping.cancelled')
  await shipping.parcelOnce(orderId, ({ task }) => task === null)
  expect(shipping.fedex.valid(orderId)).toEqual([])
})

it('a cancellation while the booking is under way voids its label', async () => {
  const orderId = randomUUID()
  const gate = Promise.withResolvers<void>()
  shipping.fedex.behaviour.gate = gate.promise
  await book(shipping.deps, [bookOf(orderId)])
  await cancel(shipping.deps, [cancelOf(orderId)])
  gate.resolve()
  await shipping.parcelOnce(orderId, ({ task }) => task === null)
  expect(shipping.fedex.valid(orderId)).toEqual([])
  expect((await shipping.published(orderId)).map(({ type }) => type)).toEqual([
    'shipping.cancelled',
  ])
})

it('own fleet cancelled is cancelled, once or twice', async () => {
  const orderId = randomUUID()
  await book(shipping.deps, [bookOf(orderId, 'own-fleet')])
  await cancel(shipping.deps, [cancelOf(orderId), cancelOf(orderId)])
  await cancel(shipping.deps, [cancelOf(orderId)])
  expect((await shipping.published(orderId)).map(({ type }) => type)).toEqual([
    'shipping.booked',
    'shipping.cancelled',
    'shipping.cancelled',
  ])
})
