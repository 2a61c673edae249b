import { randomUUID } from 'node:crypto'
import { type Carrier, orderSettled, shippingBook, shippingCancel } from '@stoa/contracts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { abandonedLabels } from './store/abandoned-labels.ts'
import { findParcel } from './store/parcels.ts'
import { openShipping, received } from './testing.ts'
import { book } from './use-cases/book.ts'
import { cancel } from './use-cases/cancel.ts'
import { recordResults } from './use-cases/record-results.ts'
import { settle } from './use-cases/settle.ts'
import { track } from './use-cases/track.ts'

let shipping: Awaited<ReturnType<typeof openShipping>>
beforeAll(async () => {
  shipping = await openShipping()
})
afterAll(() => shipping.close())

const address = { name: 'Ada', street: '1 Way', city: 'Leeds', postcode: 'LS1 1AA', country: 'GB' }
const bookOf = (orderId: string, carrier: Carrier = 'fedex') =>
  received(shippingBook, {
    ...{ orderId, customerId: 'c-1', carrier, address, weightGrams: 900, pieces: 3 },
  })
const handedOver = (orderId: string, trackingNumber: string) =>
  received(orderSettled, {
    ...{ orderId, customerId: 'c-1', step: 'parcel', carrier: 'fedex' },
    ...{ outcome: 'handed_over', trackingNumber },
  })
const listed = async (orderId: string) =>
  (await abandonedLabels(shipping.deps.db, 100)).filter((label) => label.orderId === orderId)
const booked = (orderId: string) =>
  shipping.parcelOnce(orderId, ({ status }) => status === 'booked')

/** The number that the fake carrier gives to its next label. */
async function nextNumber() {
  const orderId = randomUUID()
  await book(shipping.deps, [bookOf(orderId)])
  const last = (await booked(orderId)).trackingNumber ?? ''
  return `TEST${String(Number(last.slice(4)) + 1).padStart(8, '0')}`
}

it('a declared number gives way to the label that the carrier gives it to, and is listed', async () => {
  const [declared, labelled, another] = [randomUUID(), randomUUID(), randomUUID()]
  const trackingNumber = await nextNumber()
  await settle(shipping.deps, [handedOver(declared, trackingNumber)])
  expect(await listed(declared)).toEqual([])
  await book(shipping.deps, [bookOf(labelled)])
  await book(shipping.deps, [bookOf(another)])
  expect(await booked(labelled)).toMatchObject({ trackingNumber })
  await booked(another)
  expect(await findParcel(shipping.deps.db, declared)).toMatchObject({
    ...{ status: 'handed_over', trackingNumber: null, declaredNumber: trackingNumber },
  })
  expect(await listed(declared)).toMatchObject([
    { trackingNumber, leftAs: null, state: 'contradicted' },
  ])
  const moved = { status: 'in_transit', at: new Date() } as const
  expect(await track(shipping.deps, 'fedex', trackingNumber, [moved])).toMatchObject([
    { orderId: labelled, status: 'in_transit' },
  ])
  await cancel(shipping.deps, [received(shippingCancel, { orderId: declared, reason: 'late' })])
  expect((await shipping.published(declared)).at(-1)?.type).toBe('shipping.cancel_refused')
})

it('a parcel that was scanned under its declared number keeps what is known of its way', async () => {
  const [declared, labelled] = [randomUUID(), randomUUID()]
  const trackingNumber = await nextNumber()
  await settle(shipping.deps, [handedOver(declared, trackingNumber)])
  const delivered = { status: 'delivered', at: new Date() } as const
  await track(shipping.deps, 'fedex', trackingNumber, [delivered])
  await book(shipping.deps, [bookOf(labelled)])
  expect(await booked(labelled)).toMatchObject({ trackingNumber })
  expect(await findParcel(shipping.deps.db, declared)).toMatchObject({ status: 'delivered' })
})

it('the label of a parcel that was declared under that label’s own number does not give way', async () => {
  const [orderId, other] = [randomUUID(), randomUUID()]
  await book(shipping.deps, [bookOf(orderId)])
  const { trackingNumber, attempts } = await booked(orderId)
  await settle(shipping.deps, [handedOver(orderId, trackingNumber ?? '')])
  const outcome = { is: 'booked', trackingNumber: trackingNumber ?? '' } as const
  const stale = { orderId: other, carrier: 'fedex', task: 'book', attempts, outcome } as const
  expect(await recordResults(shipping.deps, [stale])).toEqual(['stale'])
  expect(await findParcel(shipping.deps.db, orderId)).toMatchObject({ trackingNumber })
  expect(await listed(orderId)).toEqual([])
})
