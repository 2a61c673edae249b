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

const refund = (amountMinor: number, made: number, failed?: number): RefundTimes => ({
  ...{ amountMinor, refundedAt: minute(made) },
  failedAt: failed === undefined ? null : minute(failed),
})

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
