import { randomUUID } from 'node:crypto'
import { type Carrier, orderSettled, shippingBook, shippingCancel } from '@stoa/contracts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fleetNumber } from './fleet-number.ts'
import { abandonedLabels } from './store/abandoned-labels.ts'
import { findParcel } from './store/parcels.ts'
import { startSurplusLabelWorker } from './surplus-label-worker.ts'
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
  carrier: Carrier = 'own-fleet',
) =>
  received(orderSettled, {
    ...{ orderId, customerId: 'c-1', step: 'parcel', carrier, outcome, trackingNumber },
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
const answered = (trackingNumber: string) =>
  ['shipping.cancel_refused', 'shipping.handed_over'].map((type) => ({
    ...{ type, data: { trackingNumber } },
  }))
const refusedFor = (reason: RegExp) => ({
  type: 'shipping.settlement_refused',
  data: { reason: expect.stringMatching(reason), at: expect.any(String) },
})
const typesOf = async (orderId: string) =>
  (await shipping.published(orderId)).map(({ type }) => type)

it('a parcel that was declared as handed over is, whatever was known of it, and each declaration is answered', async () => {
  const cancelledBefore = await booked()
  await cancel(shipping.deps, [cancelOf(cancelledBefore.orderId)])
  const leftBefore = await booked()
  await cancel(shipping.deps, [cancelOf(leftBefore.orderId)])
  await handOver(leftBefore.trackingNumber)
  const unknown = { orderId: randomUUID(), trackingNumber: 'HAND-000999' }
  for (const one of [await booked(), cancelledBefore, leftBefore, unknown]) {
    const declared = settledOf(one.orderId, 'handed_over', one.trackingNumber)
    await settle(shipping.deps, [declared])
    await settle(shipping.deps, [declared])
    await settle(shipping.deps, [settledOf(one.orderId, 'handed_over', 'OTHER-9')])
    expect(await findParcel(shipping.deps.db, one.orderId)).toMatchObject({
      ...{ status: 'handed_over', trackingNumber: one.trackingNumber, customerId: 'c-1' },
      ...{ leftAt: null, handedOverAt: expect.any(Date) },
    })
    await cancel(shipping.deps, [cancelOf(one.orderId)])
    expect((await shipping.published(one.orderId)).slice(-5)).toMatchObject([
      ...[...answered(one.trackingNumber), ...answered(one.trackingNumber)],
      { type: 'shipping.cancel_refused' },
    ])
  }
  expect(await abandonedLabels(shipping.deps.db, 100)).toEqual([])
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

it('a hand-over under the number of another parcel is refused, and changes nothing', async () => {
  const [other, good] = [await booked(), await booked()]
  for (const orderId of [(await booked()).orderId, randomUUID()]) {
    const before = await findParcel(shipping.deps.db, orderId)
    await settle(shipping.deps, [
      settledOf(orderId, 'handed_over', other.trackingNumber),
      settledOf(good.orderId, 'handed_over', good.trackingNumber),
    ])
    expect(await findParcel(shipping.deps.db, orderId)).toEqual(before)
    expect((await shipping.published(orderId)).at(-1)).toMatchObject(
      refusedFor(new RegExp(`^${other.trackingNumber} is the tracking number of another order$`)),
    )
  }
  expect(await findParcel(shipping.deps.db, other.orderId)).toMatchObject({ status: 'booked' })
  expect(await findParcel(shipping.deps.db, good.orderId)).toMatchObject({ status: 'handed_over' })
})

it('of two hand-overs under one number that come together, one is recorded and the other refused', async () => {
  const orderIds = [randomUUID(), randomUUID()].sort()
  await settle(
    shipping.deps,
    orderIds.map((orderId) => settledOf(orderId, 'handed_over', 'HAND-000077')),
  )
  const [first = '', second = ''] = orderIds
  expect(await findParcel(shipping.deps.db, first)).toMatchObject({ status: 'handed_over' })
  expect(await findParcel(shipping.deps.db, second)).toBeUndefined()
  expect(await typesOf(second)).toEqual(['shipping.settlement_refused'])
})

it('a hand-over under a fleet number that is still to be given to a label is refused', async () => {
  const { orderId } = await booked()
  const next = fleetNumber(7_000_000)
  await settle(shipping.deps, [settledOf(orderId, 'handed_over', next)])
  expect((await shipping.published(orderId)).at(-1)).toMatchObject(refusedFor(/own fleet/))
  expect(await findParcel(shipping.deps.db, orderId)).toMatchObject({ status: 'booked' })
})

it('the label that a parcel did not leave under is voided at its carrier, listed, and no other parcel’s', async () => {
  const { orderId, trackingNumber } = await booked('fedex')
  const worker = startSurplusLabelWorker({
    ...{ db: shipping.deps.db, log: shipping.deps.log },
    carriers: shipping.deps.carriers,
  })
  await settle(shipping.deps, [settledOf(orderId, 'handed_over', '794600001234', 'fedex')])
  const listed = async () => {
    const labels = await abandonedLabels(shipping.deps.db, 100)
    return labels.find((label) => label.trackingNumber === trackingNumber)
  }
  expect(await listed()).toMatchObject({ orderId, carrier: 'fedex', leftAs: '794600001234' })
  worker.claimNow()
  while ((await shipping.surplusLabels(orderId)).length > 0) await new Promise(setImmediate)
  expect(shipping.fedex.valid(orderId)).toEqual([])
  expect(await listed()).toMatchObject({ state: 'voided' })
  const another = await booked('fedex')
  await settle(shipping.deps, [settledOf(another.orderId, 'handed_over', trackingNumber, 'fedex')])
  expect((await shipping.published(another.orderId)).at(-1)).toMatchObject(
    refusedFor(/another order$/),
  )
  await worker.stop()
})

it('a fleet label that a parcel did not leave under is listed as void', async () => {
  const { orderId, trackingNumber } = await booked()
  await settle(shipping.deps, [settledOf(orderId, 'handed_over', 'HAND-000055')])
  expect(await abandonedLabels(shipping.deps.db, 100)).toContainEqual(
    expect.objectContaining({ orderId, trackingNumber, leftAs: 'HAND-000055', state: 'voided' }),
  )
  expect(await shipping.surplusLabels(orderId)).toEqual([])
})
