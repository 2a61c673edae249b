import { expect, test } from 'vitest'
import { faultOf, type Outcome, pointsMissed } from './judge.ts'

const cancelled: Outcome = {
  ...{ orderId: 'o', answer: 202, status: 'cancelled', saysWhy: false },
  ...{ listed: false, taken: false, stock: 'released' },
}
const shipped: Outcome = { ...cancelled, answer: 409, status: 'shipped', stock: 'sold' }

test.each<[string, Outcome]>([
  ['cancelled before it had stock', { ...cancelled, stock: 'rejected' }],
  ['cancelled before anything reached inventory', { ...cancelled, stock: undefined }],
  ['cancelled with its stock released', cancelled],
  ['shipped and was never cancelled', { ...shipped, answer: undefined }],
  ['shipped after a cancellation that came too late', shipped],
  ['shipped because shipping refused', { ...shipped, answer: 202, saysWhy: true }],
  ['gone although cancelled', { ...cancelled, taken: true, listed: true, stock: 'lost' }],
])('an order is whole that is %s', (_, order) => {
  expect(faultOf(order)).toBeUndefined()
})

test.each<[Outcome, string]>([
  [{ ...cancelled, answer: 500 }, 'its cancellation was answered with 500'],
  [{ ...cancelled, answer: undefined }, 'was cancelled by nobody'],
  [{ ...cancelled, status: 'cancelling' }, 'is still cancelling'],
  [{ ...cancelled, answer: 409 }, 'was cancelled though that was refused'],
  [{ ...shipped, answer: 202 }, 'is shipped and does not say why'],
  [{ ...shipped, listed: true }, 'is shipped, and its parcel is listed as cancelled'],
  [{ ...shipped, stock: 'held' }, 'is shipped, and its stock is held'],
  [{ ...cancelled, taken: true }, 'left although it was cancelled, and is not listed'],
  [{ ...cancelled, listed: true }, 'left although it was cancelled, and its stock is released'],
  [{ ...cancelled, stock: 'held' }, 'is cancelled, and its stock is held'],
])('an order is not whole: %j %s', (order, fault) => {
  expect(faultOf(order)).toBe(fault)
})

test('a point of the life of an order is missed that no cancellation hit', () => {
  const byPoint = {
    ...{ 'order.placed': 4, 'inventory.reserved': 3, 'payments.authorised': 1 },
    ...{ 'order.confirmed': 2, 'order.ready': 1, 'too late': 1 },
  }
  expect(pointsMissed(byPoint)).toEqual([])
  const { 'order.ready': _, ...others } = byPoint
  expect(pointsMissed({ ...others, 'too late': 0 })).toEqual(['order.ready', 'too late'])
})
