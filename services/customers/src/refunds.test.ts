import { expect, it } from 'vitest'
import type { HistoryEvent } from './history.ts'
import { type RefundTimes, refundedMinor, refundFailedMinor, refundsOf } from './refunds.ts'

const minute = (n: number) => `2026-01-01T10:0${n}:00.000Z`
const refundEvent = (type: 'order.refunded' | 'order.refund_failed', at: number): HistoryEvent => ({
  ...{ specversion: '1.0', id: type, source: 'orders', subject: 'o', time: minute(at), type },
  data: { orderId: 'o', customerId: 'ann', refundId: 'r', amountMinor: 5, currency: 'GBP' },
})

it('a refund that the provider took back has failed, whichever of its events comes first', () => {
  const [made, failed] = [refundEvent('order.refunded', 1), refundEvent('order.refund_failed', 2)]
  expect(refundsOf([made])).toMatchObject([{ refundedAt: minute(1), failedAt: null }])
  for (const events of [
    [made, failed],
    [failed, made],
  ])
    expect(refundsOf(events)).toMatchObject([
      { refundId: 'r', refundedAt: minute(1), failedAt: minute(2) },
    ])
})

let next = 1
const refund = (amountMinor: number, made: number, failed?: number): RefundTimes => ({
  ...{ refundId: `r-${next++}`, amountMinor, refundedAt: minute(made) },
  ...{ failedAt: failed === undefined ? null : minute(failed), replaces: null, replacedBy: null },
})
/** A declared refund that failed, because it is another one at the provider: as its failure names it, or as that one does. */
const replaced = (declared: RefundTimes, there: RefundTimes): RefundTimes[][] => [
  [{ ...declared, replacedBy: there.refundId }, there],
  [declared, { ...there, replaces: declared.refundId }],
]

it.each<[string, RefundTimes[], paid: number, owed: number]>([
  ['none failed', [refund(100, 1)], 100, 0],
  ['one failed', [refund(100, 1, 2)], 0, 100],
  ['it failed and was made again', [refund(100, 1, 2), refund(100, 3)], 100, 0],
  ['a part was made again', [refund(100, 1, 2), refund(60, 3)], 60, 40],
  ['another was made before it failed', [refund(100, 1, 3), refund(60, 2)], 60, 100],
  ['the repetition failed as well', [refund(100, 1, 2), refund(100, 3, 4)], 0, 100],
  [
    'more was refunded later, and one more failed',
    [refund(9, 1, 2), refund(50, 3), refund(7, 4, 5)],
    50,
    7,
  ],
  ['it failed in the moment it was made', [refund(100, 1, 1)], 0, 100],
])('what the customer has still to be paid: %s', (_, refunds, paid, owed) => {
  for (const order of [refunds, [...refunds].reverse()]) {
    expect(refundedMinor(order)).toBe(paid)
    expect(refundFailedMinor(order)).toBe(owed)
  }
})

it.each<[string, declared: RefundTimes, there: RefundTimes, paid: number, owed: number]>([
  ['told of before', refund(200, 2, 3), refund(200, 1), 200, 0],
  ['told of between', refund(200, 1, 3), refund(200, 2), 200, 0],
  ['told of afterwards', refund(200, 1, 2), refund(200, 3), 200, 0],
  ['of less, in the same instant', refund(200, 1, 2), refund(150, 2), 150, 50],
  ['of less, told of before', refund(200, 2, 3), refund(150, 1), 150, 50],
  ['of less, told of afterwards', refund(200, 1, 2), refund(150, 3), 150, 50],
  ['of more', refund(200, 1, 2), refund(250, 3), 250, 0],
  ['that failed later', refund(200, 1, 2), refund(200, 2, 4), 0, 200],
])(
  'a declared refund that is another one at the provider: %s',
  (_, declared, there, paid, owed) => {
    for (const linked of replaced(declared, there))
      for (const refunds of [linked, linked.toReversed()]) {
        expect(refundedMinor(refunds)).toBe(paid)
        expect(refundFailedMinor(refunds)).toBe(owed)
      }
  },
)

it('a refund at the provider that was declared pays what had failed before', () => {
  const [declared, there] = [refund(200, 1, 2), refund(200, 3)]
  for (const linked of replaced(declared, there))
    expect(refundFailedMinor([refund(270, 0, 0), ...linked])).toBe(70)
})
