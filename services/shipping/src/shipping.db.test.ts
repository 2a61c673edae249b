import { randomUUID } from 'node:crypto'
import { shippingBook, shippingCancel } from '@stoa/contracts'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { openShipping, received } from './testing.ts'
import { book } from './use-cases/book.ts'
import { cancel } from './use-cases/cancel.ts'

let shipping: Awaited<ReturnType<typeof openShipping>>
beforeAll(async () => {
  shipping = await openShipping()
})
afterAll(() => shipping.close())
afterEach(() => {
  shipping.fedex.behaviour.book = 'good'
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

it('own fleet: a batch is booked in one go, each with a number of its own', async () => {
  const ids = Array.from({ length: 100 }, () => randomUUID())
  await book(
    shipping.deps,
    ids.map((id) => bookOf(id, 'own-fleet')),
  )
  const { rows } = await sql<{ parcels: number; numbers: number }>`
    select count(*) as parcels, count(distinct tracking_number) as numbers from parcels
    where order_id = any(${ids}::uuid[]) and status = 'booked'`.execute(shipping.deps.db)
  expect(rows).toEqual([{ parcels: 100, numbers: 100 }])
  expect((await shipping.said(ids[0] ?? '')).map(({ type }) => type)).toEqual(['shipping.booked'])
})

it('the same message twice is one effect; a command asked again gets the same answer again', async () => {
  const orderId = randomUUID()
  const first = bookOf(orderId, 'own-fleet')
  await book(shipping.deps, [first])
  await book(shipping.deps, [first])
  expect(await shipping.said(orderId)).toHaveLength(1)
  await book(shipping.deps, [bookOf(orderId, 'own-fleet')])
  const [one, two] = await shipping.said(orderId)
  expect(two).toEqual(one)
})

it('a carrier is asked after the commit and its number is announced', async () => {
  const [a, b] = [randomUUID(), randomUUID()]
  await book(shipping.deps, [bookOf(a), bookOf(b, 'ups')])
  const [booked] = await shipping.saidOnce(a, 1)
  expect(booked).toMatchObject({ type: 'shipping.booked', data: { orderId: a, carrier: 'fedex' } })
  const [other] = await shipping.saidOnce(b, 1)
  expect(other?.data).toMatchObject({ carrier: 'ups' })
})

it('a command asked again while the carrier is being asked says nothing and books nothing', async () => {
  const orderId = randomUUID()
  const gate = Promise.withResolvers<void>()
  shipping.fedex.behaviour.gate = gate.promise
  await book(shipping.deps, [bookOf(orderId)])
  await book(shipping.deps, [bookOf(orderId)])
  expect(await shipping.said(orderId)).toEqual([])
  gate.resolve()
  await shipping.saidOnce(orderId, 1)
  expect(shipping.fedex.valid(orderId)).toHaveLength(1)
})

it('a hard refusal is a rejection with its reason', async () => {
  const orderId = randomUUID()
  shipping.fedex.behaviour.book = 'refuses'
  await book(shipping.deps, [bookOf(orderId)])
  const [rejected] = await shipping.saidOnce(orderId, 1)
  expect(rejected).toEqual({
    type: 'shipping.rejected',
    data: { orderId, reason: 'no such address' },
  })
})

it('a label whose answer was lost is found, not bought again', async () => {
  const orderId = randomUUID()
  shipping.fedex.behaviour.book = 'lost'
  await book(shipping.deps, [bookOf(orderId)])
  const [booked] = await shipping.saidOnce(orderId, 1)
  const [[trackingNumber] = []] = shipping.fedex.valid(orderId)
  expect(booked?.data).toMatchObject({ trackingNumber })
  expect(shipping.fedex.valid(orderId)).toHaveLength(1)
})

it('while a carrier is away it is asked again until it is back', async () => {
  const orderId = randomUUID()
  shipping.fedex.behaviour.book = 'away'
  await book(shipping.deps, [bookOf(orderId)])
  await shipping.parcelOnce(orderId, ({ attempts }) => attempts >= 1)
  expect(await shipping.said(orderId)).toEqual([])
  shipping.fedex.behaviour.book = 'good'
  expect((await shipping.saidOnce(orderId, 1))[0]?.type).toBe('shipping.booked')
})

it('a booking that a dead replica left is taken up by another', async () => {
  const orderId = randomUUID()
  const { db } = shipping.deps
  const dead = { ...shipping.deps, desk: { ...shipping.deps.desk, take: () => undefined } }
  await book(dead, [bookOf(orderId)])
  const other = shipping.another()
  expect((await shipping.saidOnce(orderId, 1))[0]?.type).toBe('shipping.booked')
  await other.stop()
  const { rows } =
    await sql`select 1 from parcels where order_id = ${orderId} and task is null`.execute(db)
  expect(rows).toHaveLength(1)
  expect(shipping.fedex.calls).toContain(`find ${orderId}`)
})

it('a cancellation that comes first leaves a tombstone: the late booking is refused', async () => {
  const orderId = randomUUID()
  await cancel(shipping.deps, [cancelOf(orderId)])
  await book(shipping.deps, [bookOf(orderId)])
  expect(await shipping.said(orderId)).toEqual([
    { type: 'shipping.cancelled', data: { orderId } },
    { type: 'shipping.rejected', data: { orderId, reason: 'cancelled' } },
  ])
  expect(shipping.fedex.calls.filter((call) => call.includes(orderId))).toEqual([])
})

it('a cancellation voids the label that was bought', async () => {
  const orderId = randomUUID()
  await book(shipping.deps, [bookOf(orderId)])
  await shipping.saidOnce(orderId, 1)
  await cancel(shipping.deps, [cancelOf(orderId)])
  expect((await shipping.said(orderId)).at(-1)?.type).toBe('shipping.cancelled')
  await shipping.parcelOnce(orderId, ({ task }) => task === null)
  expect(shipping.fedex.valid(orderId)).toEqual([])
})

it('a cancellation while the carrier is being asked voids the label that comes of it', async () => {
  const orderId = randomUUID()
  const gate = Promise.withResolvers<void>()
  shipping.fedex.behaviour.gate = gate.promise
  await book(shipping.deps, [bookOf(orderId)])
  await cancel(shipping.deps, [cancelOf(orderId)])
  gate.resolve()
  await shipping.parcelOnce(orderId, ({ task }) => task === null)
  expect(shipping.fedex.valid(orderId)).toEqual([])
  expect((await shipping.said(orderId)).map(({ type }) => type)).toEqual(['shipping.cancelled'])
})

it('own fleet cancelled is cancelled, once or twice', async () => {
  const orderId = randomUUID()
  await book(shipping.deps, [bookOf(orderId, 'own-fleet')])
  await cancel(shipping.deps, [cancelOf(orderId), cancelOf(orderId)])
  await cancel(shipping.deps, [cancelOf(orderId)])
  expect((await shipping.said(orderId)).map(({ type }) => type)).toEqual([
    'shipping.booked',
    'shipping.cancelled',
    'shipping.cancelled',
  ])
})
