import { describe, expect, it } from 'vitest'
import { holdReason } from '../../../../services/orders/src/deadline.ts'
import { refundableMinor } from '../../../../services/orders/src/order.ts'
import { cancel } from '../../../../services/orders/src/testing-rules.ts'
import { refundable } from '../../../../services/payments/src/payment.ts'
import type { ProviderResult } from '../../../../services/payments/src/step-result.ts'
import {
  expectBooksToAgree,
  external,
  paymentOf,
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

describe('stoa verify accepts the events of an order whose PayPal payment moved before its capture was told', () => {
  const byPaypal = { orderId: voidRefunded.orderId, provider: 'paypal' } as const
  const authorisation = { ...byPaypal, step: 'authorise', is: 'done', ref: 'A-1' } as const
  const capture = {
    ...byPaypal,
    step: 'capture',
    is: 'done',
    ref: 'A-1',
    captureRef: 'C-1',
  } as const
  const pending = { ...capture, is: 'pending', reason: 'ECHECK' } as const
  const refunded = { ...external('R-1', 200), ...byPaypal, captureRef: 'C-1' } as ProviderResult
  const takenBack = { ...reversal(1000), ...byPaypal } as ProviderResult
  const readyHere = () =>
    new Shop('paypal').tell('inventory.reserved').provider(authorisation).tell('shipping.booked')
  const givenBack = { ...voidRefunded, provider: 'paypal' } as const

  it.each([
    [
      'refunded, then captured, then handed over',
      () => readyHere().provider(refunded, capture).tell('shipping.handed_over'),
    ],
    [
      'refunded, then handed over, then captured',
      () => readyHere().provider(refunded).tell('shipping.handed_over').provider(capture),
    ],
    [
      'refunded, then cancelled, then captured',
      () => cancelled(readyHere().provider(refunded)).provider(capture, givenBack),
    ],
    [
      'taken back while its capture is pending',
      () => readyHere().tell('shipping.handed_over').provider(pending, takenBack, capture),
    ],
    [
      'taken back before its parcel leaves',
      () =>
        readyHere()
          .provider(takenBack)
          .tell('shipping.cancelled', 'inventory.released')
          .provider(capture),
    ],
  ])('%s', (_, play) => {
    const { types, payments } = play()
    expect(types).toContainEqual(expect.stringMatching(/^payments\.(refunded|capture_reversed)$/))
    expect(sequenceFault(types)).toBeUndefined()
    expectBooksToAgree(payments)
  })
})

describe('what an order hears of money that was taken back', () => {
  const dispute = (status: 'open' | 'won' | 'lost', movements: 0 | 1 | 2): ProviderResult => ({
    ...{ orderId: voidRefunded.orderId, provider: 'stripe', step: 'dispute', is: 'disputed' },
    report: {
      ...{ disputeId: 'dp_1', reason: 'fraudulent', respondBy: null, status, movements },
      money: { amountMinor: 1000, currency: 'GBP' },
    },
  })
  const shipped = () => capturedEarly().tell('shipping.handed_over')
  const [opened, won, lost] = [dispute('open', 1), dispute('won', 2), dispute('lost', 1)]
  const reversed = reversal(1000)

  it.each([
    ['a dispute that takes the money', [opened]],
    ['its reversal before it', [reversed, opened]],
    ['its reversal after it', [opened, reversed]],
  ])('cancels an order that has not left, once: %s', (_, told) => {
    const { order, types, payments } = capturedEarly()
      .provider(...told)
      .tell('shipping.cancelled')
      .tell('inventory.released')
    expect(types.filter((type) => type === 'payments.capture_reversed')).toHaveLength(1)
    expect(order).toMatchObject({ status: 'cancelled', reversedMinor: 1000 })
    expect(sequenceFault(types)).toBeUndefined()
    expectBooksToAgree(payments)
  })

  it('is nothing of an inquiry, which takes no money', () => {
    expect(capturedEarly().provider(dispute('open', 0)).order.status).toBe('ready')
  })

  it.each([
    ['won', [reversed, opened, won], 1000],
    ['won', [opened, reversed, won], 1000],
    ['won', [opened, won, reversed], 1000],
    ['won, told of by its end', [won, reversed, opened], 1000],
    ['won on appeal', [opened, lost, won], 1000],
    ['won on appeal, told of late', [opened, lost, won, lost], 1000],
    ['lost', [reversed, opened, lost], 0],
    ['lost', [opened, lost, reversed], 0],
  ] as const)('leaves as much to refund as payments has, in any order: %s', (_, told, left) => {
    const { order, types, payments } = shipped().provider(...told)
    expect([refundableMinor(order), refundable(paymentOf(payments))]).toEqual([left, left])
    expect(sequenceFault(types)).toBeUndefined()
  })

  it('is given back to the customer of a cancelled order when its dispute is won', () => {
    const shop = capturedEarly().provider(opened).tell('shipping.cancelled', 'inventory.released')
    shop.provider(won)
    expect(refundsOf(shop.payments)).toMatchObject([{ status: 'pending', amountMinor: 1000 }])
    expect(shop.order.status).toBe('cancelled')
    expect(sequenceFault(shop.types)).toBeUndefined()
  })
})
