import { randomUUID } from 'node:crypto'
import { type Carrier, orderSettled, shippingBook, shippingCancel } from '@stoa/contracts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findParcel } from './store/parcels.ts'
import { openShipping, received } from './testing.ts'
import { book } from './use-cases/book.ts'
import { cancel } from './use-cases/cancel.ts'
import { handOverParcels } from './use-cases/hand-over.ts'
import { settle } from './use-cases/settle.ts'

let shipping: Awaited<ReturnType<typeof openShipping>>
beforeAll(async () => {
  shipping = await openShipping()
})
afterAll(() => shipping.close())

const address = { name: 'Ada', street: '1 Way', city: 'Leeds', postcode: 'LS1 1AA', country: 'GB' }
const bookOf = (orderId: string, carrier: Carrier) =>
  received(shippingBook, {
    ...{ orderId, customerId: 'c-1', carrier, address, weightGrams: 900, pieces: 3 },
  })
const cancelOf = (orderId: string) => received(shippingCancel, { orderId, reason: 'changed mind' })
const settledOf = (
  orderId: string,
  outcome: 'cancelled' | 'handed_over',
  trackingNumber?: string,
) =>
  received(orderSettled, {
    ...{
      orderId,
      customerId: 'c-1',
      step: 'parcel',
      carrier: 'own-fleet',
      outcome,
      trackingNumber,
    },
  })
const booked = async (carrier: Carrier = 'own-fleet') => {
  const orderId = randomUUID()
  await book(shipping.deps, [bookOf(orderId, carrier)])
  const parcel = await shipping.parcelOnce(orderId, ({ status }) => status === 'booked')
  return { orderId, trackingNumber: parcel.trackingNumber ?? '' }
}
const handOver = (trackingNumber: string) => {
  const manifest = { carrier: 'own-fleet', trackingNumbers: [trackingNumber] } as const
  return handOverParcels(shipping.deps, { ...manifest, at: new Date() })
}
const typesOf = async (orderId: string) =>
  (await shipping.published(orderId)).map(({ type }) => type)

it('a parcel that was declared as handed over is, once, whatever was known of it', async () => {
  const cancelledBefore = await booked()
  await cancel(shipping.deps, [cancelOf(cancelledBefore.orderId)])
  const leftBefore = await booked()
  await cancel(shipping.deps, [cancelOf(leftBefore.orderId)])
  await handOver(leftBefore.trackingNumber)
  const unknown = { orderId: randomUUID(), trackingNumber: 'STOA0000000999' }
  for (const one of [await booked(), cancelledBefore, leftBefore, unknown]) {
    const declared = settledOf(one.orderId, 'handed_over', one.trackingNumber)
    await settle(shipping.deps, [declared])
    await settle(shipping.deps, [declared, settledOf(one.orderId, 'handed_over', 'OTHER-9')])
    expect(await findParcel(shipping.deps.db, one.orderId)).toMatchObject({
      ...{ status: 'handed_over', trackingNumber: one.trackingNumber, customerId: 'c-1' },
      ...{ leftAt: null, handedOverAt: expect.any(Date) },
    })
    await cancel(shipping.deps, [cancelOf(one.orderId)])
    const types = await typesOf(one.orderId)
    expect(types.filter((type) => type === 'shipping.handed_over')).toHaveLength(1)
    expect(types.at(-1)).toBe('shipping.cancel_refused')
  }
})

it('a parcel that was declared as cancelled is, and a late booking is refused', async () => {
  const [one, unknown] = [await booked(), randomUUID()]
  for (const orderId of [one.orderId, unknown]) {
    await settle(shipping.deps, [settledOf(orderId, 'cancelled')])
    await book(shipping.deps, [bookOf(orderId, 'own-fleet')])
    expect((await findParcel(shipping.deps.db, orderId))?.status).toBe('cancelled')
    expect((await typesOf(orderId)).at(-1)).toBe('shipping.rejected')
  }
})

it('a parcel that was declared as cancelled, and that left before, is listed as left', async () => {
  const { orderId, trackingNumber } = await booked()
  await handOver(trackingNumber)
  await settle(shipping.deps, [settledOf(orderId, 'cancelled')])
  expect(await findParcel(shipping.deps.db, orderId)).toMatchObject({
    ...{ status: 'cancelled', handedOverAt: null, leftAt: expect.any(Date) },
  })
  expect((await typesOf(orderId)).at(-1)).toBe('shipping.left_cancelled')
})

it('the label of a parcel that was declared as cancelled is voided when it is bought late', async () => {
  let open = () => {}
  shipping.fedex.behaviour.gate = new Promise((resolve) => {
    open = resolve
  })
  const orderId = randomUUID()
  await book(shipping.deps, [bookOf(orderId, 'fedex')])
  await settle(shipping.deps, [settledOf(orderId, 'cancelled')])
  open()
  await shipping.parcelOnce(orderId, ({ task }) => task === null)
  expect(shipping.fedex.valid(orderId)).toEqual([])
})
