import { randomUUID } from 'node:crypto'
import { orderSettled, shippingBook } from '@stoa/contracts'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fedexScans } from './scans.ts'
import { findParcel } from './store/parcels.ts'
import { scansOf } from './store/scans.ts'
import { openShipping, received } from './testing.ts'
import { book } from './use-cases/book.ts'
import { handOverParcels } from './use-cases/hand-over.ts'
import { settle } from './use-cases/settle.ts'
import { track } from './use-cases/track.ts'

let shipping: Awaited<ReturnType<typeof openShipping>>
beforeAll(async () => {
  shipping = await openShipping()
})
afterAll(() => shipping.close())

const address = { name: 'Ada', street: '1 Way', city: 'Leeds', postcode: 'LS1 1AA', country: 'GB' }
async function bookedParcel() {
  const orderId = randomUUID()
  await book(shipping.deps, [
    received(shippingBook, {
      ...{ orderId, customerId: 'c-1', carrier: 'fedex', address, weightGrams: 900, pieces: 3 },
    }),
  ])
  return shipping.parcelOnce(orderId, ({ status }) => status === 'booked')
}

/** Two parcels, of which the later has the number that the earlier, delivered a year ago, had. */
async function numberedTwice() {
  const earlier = await bookedParcel()
  const trackingNumber = earlier.trackingNumber ?? ''
  const at = new Date('2025-03-01T00:00:00Z')
  await sql`update parcels set created_at = ${at} where order_id = ${earlier.orderId}`.execute(
    shipping.deps.db,
  )
  await track(shipping.deps, 'fedex', trackingNumber, [{ status: 'delivered', at }])
  shipping.fedex.behaviour.reissue = trackingNumber
  const later = await bookedParcel()
  return { earlier, later, trackingNumber }
}

it('a number that the carrier issues again belongs to the parcel that was booked last', async () => {
  const { earlier, later, trackingNumber } = await numberedTwice()
  expect(later.trackingNumber).toBe(trackingNumber)
  const manifest = { carrier: 'fedex', trackingNumbers: [trackingNumber], at: new Date() } as const
  expect(await handOverParcels(shipping.deps, manifest)).toEqual([
    { trackingNumber, result: 'handed_over' },
  ])
  const scan = { status: 'in_transit', at: new Date() } as const
  await track(shipping.deps, 'fedex', trackingNumber, [scan])
  const { db } = shipping.deps
  expect(await findParcel(db, later.orderId)).toMatchObject({ status: 'in_transit' })
  expect(await findParcel(db, earlier.orderId)).toMatchObject({ status: 'delivered' })
})

it('a scan and a manifest of the earlier parcel do not hand the later one over', async () => {
  const { earlier, later, trackingNumber } = await numberedTwice()
  const at = new Date('2025-03-01T00:00:00Z')
  await track(shipping.deps, 'fedex', trackingNumber, [{ status: 'delivered', at }])
  await handOverParcels(shipping.deps, { carrier: 'fedex', trackingNumbers: [trackingNumber], at })
  const before = { status: 'in_transit', at: new Date('2024-01-01T00:00:00Z') } as const
  expect(await track(shipping.deps, 'fedex', trackingNumber, [before])).toEqual([])
  const { db } = shipping.deps
  expect(await findParcel(db, later.orderId)).toMatchObject({
    ...{ status: 'booked', handedOverAt: null, scannedAt: null },
  })
  expect(await findParcel(db, earlier.orderId)).toMatchObject({ status: 'delivered' })
})

it('each scan is for the parcel that had the number then, when FedEx lists both in one message', async () => {
  const { earlier, later, trackingNumber } = await numberedTwice()
  const result = (date: string, derivedStatusCode: string) => ({
    scanEvents: [{ date, derivedStatusCode }],
  })
  const now = new Date().toISOString()
  const trackResults = [result(now, 'SE'), result('2025-02-28T00:00:00Z', 'PU')]
  const message = { output: { completeTrackResults: [{ trackingNumber, trackResults }] } }
  const [listed] = fedexScans.parse(message)
  await track(shipping.deps, 'fedex', trackingNumber, listed?.scans ?? [])
  const { db } = shipping.deps
  expect(await findParcel(db, later.orderId)).toMatchObject({
    ...{ status: 'exception', handedOverAt: null },
  })
  expect(await scansOf(db, earlier.orderId)).toHaveLength(2)
  expect(await scansOf(db, later.orderId)).toHaveLength(1)
})

it('a hand-over is declared under such a number for the later order alone', async () => {
  const { later, trackingNumber } = await numberedTwice()
  const declare = (orderId: string) =>
    settle(shipping.deps, [
      received(orderSettled, {
        ...{ orderId, customerId: 'c-1', step: 'parcel', carrier: 'fedex' },
        ...{ outcome: 'handed_over', trackingNumber },
      }),
    ])
  const another = await bookedParcel()
  await declare(another.orderId)
  expect((await shipping.published(another.orderId)).at(-1)).toMatchObject({
    type: 'shipping.settlement_refused',
  })
  await declare(later.orderId)
  expect(await findParcel(shipping.deps.db, later.orderId)).toMatchObject({ status: 'handed_over' })
})
