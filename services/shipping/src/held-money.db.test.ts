import { randomUUID } from 'node:crypto'
import { paymentsRenewed, shippingBook, shippingCancel } from '@stoa/contracts'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { countUnpaidParcels, readyParcels } from './store/parcel-lists.ts'
import { findParcel } from './store/parcels.ts'
import { openShipping, received } from './testing.ts'
import { book } from './use-cases/book.ts'
import { cancel } from './use-cases/cancel.ts'
import { handOverParcels } from './use-cases/hand-over.ts'
import { renewHolds } from './use-cases/renew-holds.ts'
import { scan } from './use-cases/track.ts'

let shipping: Awaited<ReturnType<typeof openShipping>>
beforeAll(async () => {
  shipping = await openShipping()
})
afterEach(() => {
  shipping.clock.now = undefined
})
afterAll(() => shipping.close())

const address = { name: 'Ada', street: '1 Way', city: 'Leeds', postcode: 'LS1 1AA', country: 'GB' }
const inMs = (ms: number) => new Date(Date.now() + ms)
const end = inMs(-60_000)
const before = new Date(end.getTime() - 1)
const later = inMs(3_600_000)

const bookOf = (orderId: string, heldUntil?: Date | null) =>
  received(shippingBook, {
    ...{ orderId, customerId: 'c-1', carrier: 'own-fleet', address, weightGrams: 900, pieces: 3 },
    ...(heldUntil !== undefined && { heldUntil: heldUntil?.toISOString() ?? null }),
  })
const renew = (orderId: string, heldUntil: Date) =>
  renewHolds(shipping.deps, [
    received(paymentsRenewed, { orderId, heldUntil: heldUntil.toISOString() }),
  ])
async function booked(heldUntil?: Date | null, orderId: string = randomUUID()) {
  await book(shipping.deps, [bookOf(orderId, heldUntil)])
  const { trackingNumber } = await parcelOf(orderId)
  return { orderId, trackingNumber: trackingNumber ?? '' }
}
async function parcelOf(orderId: string) {
  const parcel = await findParcel(shipping.deps.db, orderId)
  if (!parcel) throw new Error(`expected a parcel of order ${orderId}`)
  return parcel
}
const manifest = async (trackingNumbers: readonly string[], at = before) => {
  const lines = await handOverParcels(shipping.deps, { carrier: 'own-fleet', trackingNumbers, at })
  return lines.map(({ result }) => result)
}
const typesOf = async (orderId: string) =>
  (await shipping.published(orderId)).map(({ type }) => type)

describe('a manifest', () => {
  it('hands over until the last moment in which the money is held, by our clock and not by its own time', async () => {
    const { orderId, trackingNumber } = await booked(end)
    shipping.clock.now = end
    const line = { trackingNumber, result: 'money_not_held', heldUntil: end }
    const what = { carrier: 'own-fleet', trackingNumbers: [trackingNumber], at: before } as const
    expect(await handOverParcels(shipping.deps, what)).toEqual([line])
    expect(await parcelOf(orderId)).toMatchObject({ status: 'booked', handedOverAt: null })
    expect(await typesOf(orderId)).toEqual(['shipping.booked'])
    shipping.clock.now = before
    expect(await manifest([trackingNumber])).toEqual(['handed_over'])
    shipping.clock.now = end
    expect(await manifest([trackingNumber])).toEqual(['handed_over'])
  })

  it('hands over the rest, those with no end that is known among them', async () => {
    const [ended, held, unknown, paid] = [
      ...[await booked(end), await booked(later), await booked(), await booked(null)],
    ]
    const all = [ended, held, unknown, paid].map((one) => one?.trackingNumber ?? '')
    expect(await manifest(all)).toEqual([
      ...['money_not_held', 'handed_over', 'handed_over', 'handed_over'],
    ])
  })

  it('knows a renewal, in whatever order the messages come, and an older one does not undo it', async () => {
    const { orderId, trackingNumber } = await booked(end)
    expect(await manifest([trackingNumber])).toEqual(['money_not_held'])
    await renew(orderId, later)
    await renew(orderId, end)
    expect(await manifest([trackingNumber])).toEqual(['handed_over'])
    const early = randomUUID()
    await renew(early, later)
    const { trackingNumber: number } = await booked(end, early)
    expect(await manifest([number])).toEqual(['handed_over'])
  })

  it('knows that the money is captured by now, also when a renewal comes after that', async () => {
    const { orderId, trackingNumber } = await booked(end)
    await booked(null, orderId)
    await booked(end, orderId)
    await renew(orderId, end)
    expect(await manifest([trackingNumber])).toEqual(['handed_over'])
  })

  it('and a renewal at the same moment: it is handed over or refused, and handed over after it', async () => {
    for (let n = 0; n < 20; n += 1) {
      const { orderId, trackingNumber } = await booked(end)
      const [[result]] = await Promise.all([manifest([trackingNumber]), renew(orderId, later)])
      const { handedOverAt } = await parcelOf(orderId)
      expect(result).toBe(handedOverAt ? 'handed_over' : 'money_not_held')
      expect(await manifest([trackingNumber])).toEqual(['handed_over'])
    }
  })
})

it('a scan says what has happened: the parcel left, whatever became of its money', async () => {
  const { orderId } = await booked(end)
  await scan(shipping.deps, orderId, { status: 'in_transit', at: new Date() })
  expect(await typesOf(orderId)).toEqual([
    ...['shipping.booked', 'shipping.handed_over', 'shipping.tracked'],
  ])
})

it('a parcel whose authorisation has ended is not offered to the warehouse, and counted until it is cancelled', async () => {
  const counted = () => countUnpaidParcels(shipping.deps.db)
  const already = await counted()
  const [ended, held] = [await booked(end), await booked(later)]
  const ready = await readyParcels(shipping.deps.db, { limit: 500 })
  const offered = ready.map(({ orderId }) => orderId)
  expect([offered.includes(ended.orderId), offered.includes(held.orderId)]).toEqual([false, true])
  expect(await counted()).toBe(already + 1)
  const reason = 'authorisation_expired'
  await cancel(shipping.deps, [received(shippingCancel, { orderId: ended.orderId, reason })])
  expect(await counted()).toBe(already)
  expect(await manifest([ended.trackingNumber])).toEqual(['cancelled'])
})

it('a parcel of a replica of the release before has no end that is known', async () => {
  const { orderId, trackingNumber } = await booked()
  const { rows } = await sql`select held_until from parcels where order_id = ${orderId}`.execute(
    shipping.deps.db,
  )
  expect(rows).toEqual([{ held_until: null }])
  expect(await manifest([trackingNumber])).toEqual(['handed_over'])
})
