import { describe, expect, it } from 'vitest'
import { holdReason } from '../../../../services/orders/src/deadline.ts'
import { cancel } from '../../../../services/orders/src/testing-rules.ts'
import type { ProviderResult } from '../../../../services/payments/src/step-result.ts'
import {
  expectBooksToAgree,
  external,
  refundsOf,
  results,
} from '../../../../services/payments/src/testing-settled.ts'
import { sequenceFault } from '../../src/event-sequence.ts'
import { Shop } from './shop.ts'

const days = 86_400_000
const { authorised, captured, capturePending, voidRefunded } = results
const ready = () =>
  new Shop().tell('inventory.reserved').provider(authorised).tell('shipping.booked')
const capturedEarly = () => ready().do({ type: 'capture-early' }).provider(captured)
const cancelled = (shop: Shop) =>
  shop.do(cancel).tell('shipping.cancelled').tell('inventory.released')
const refundPending = { ...voidRefunded, is: 'pending', reason: 'insufficient_funds' } as const
const reversal = (amountMinor: number): ProviderResult => ({
  ...{ orderId: voidRefunded.orderId, provider: 'stripe', step: 'reversal', is: 'reversed' },
  ...{ ref: 'rev_1', reason: 'chargeback', money: { amountMinor, currency: 'GBP' } },
})

describe('a cancelled order whose money the provider has still to give back', () => {
  it.each([
    ['the refund of its void is pending', () => cancelled(capturedEarly()).provider(refundPending)],
    [
      'its capture is pending',
      () => cancelled(ready().do({ type: 'capture-early' }).provider(capturePending)),
    ],
    [
      'its capture was pending, and the refund of its void is',
      () =>
        cancelled(ready().do({ type: 'capture-early' }).provider(capturePending)).provider(
          captured,
          refundPending,
        ),
    ],
  ])('waits for 14 days: %s', (_, play) => {
    const { order, types, payments } = play()
    expect(order.status).toBe('cancelling')
    expect(holdReason(order, 13 * days)).toBeUndefined()
    expect(holdReason(order, 14 * days)).toBe('the money is not given back, tried for 14 days')
    expect(sequenceFault(types)).toBeUndefined()
    expectBooksToAgree(payments)
  })

  it('is cancelled once the provider has', () => {
    const shop = cancelled(capturedEarly()).provider(refundPending, voidRefunded)
    expect(refundsOf(shop.payments)).toMatchObject([{ status: 'refunded', providerRef: 're_2' }])
    expect(shop.order.status).toBe('cancelled')
    expect(shop.order).not.toHaveProperty('returnPending')
  })
})

it.each([
  ['is captured before its parcel leaves', () => capturedEarly().tell('shipping.handed_over')],
  [
    'is cancelled while its capture is pending, and then reversed',
    () =>
      cancelled(ready().do({ type: 'capture-early' }).provider(capturePending)).provider(
        captured,
        reversal(1000),
      ),
  ],
  [
    'is captured and refunded on the dashboard before its parcel leaves',
    () => ready().provider(captured, external('re_d', 200)).tell('shipping.handed_over'),
  ],
  [
    'is captured on the dashboard, and reversed, before its parcel leaves',
    () => ready().provider(captured, reversal(1000)).tell('shipping.cancelled'),
  ],
])('stoa verify accepts the events of an order whose money %s', (_, play) => {
  const { types, payments } = play()
  expect(sequenceFault(types)).toBeUndefined()
  expectBooksToAgree(payments)
})
