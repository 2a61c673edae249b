import { expect, it } from 'vitest'
import { paypalLine } from './paypal-statement.ts'
import { stripeLines } from './stripe-statement.ts'

type StripeTransaction = Parameters<typeof stripeLines>[0]
const stripe = (more: object) =>
  stripeLines({
    ...{ id: 'txn_1', amount: 500, fee: 28, currency: 'gbp', created: 1_800_000_000 },
    ...more,
  } as StripeTransaction)

const payment_intent = 'pi_1'
it.each([
  ['charge', { id: 'ch_1', object: 'charge', payment_intent }, { kind: 'payment', feeMinor: 28 }],
  ['refund', { id: 're_1', object: 'refund', payment_intent }, { paymentRef: 'pi_1' }],
  ['adjustment', { id: 'dp_1', object: 'dispute', payment_intent }, { ofDispute: true }],
  ['adjustment', { id: 'x', object: 'other' }, { kind: 'other' }],
  ['payout', { id: 'po_1', object: 'payout' }, { kind: 'payout', amountMinor: 500 }],
  ['stripe_fee', null, { kind: 'fee', amountMinor: 0, feeMinor: -500 }],
  ['reserve_hold', null, { kind: 'other' }],
])('Stripe’s %s of %o is %o', (type, source, expected) => {
  expect(stripe({ type, source })).toMatchObject([{ currency: 'GBP', ...expected }])
})

it('an amount that is not in whole minor units is an error, and never rounded', () => {
  expect(() => stripe({ type: 'charge', amount: 550, currency: 'isk' })).toThrow('whole minor')
})

const charge = { object: 'charge', payment_intent, amount: 600, amount_captured: 500 }
it.each([
  ['charge', 650, { ...charge, currency: 'gbp' }, 500, false],
  ['refund', -260, { object: 'refund', payment_intent, amount: 200, currency: 'gbp' }, -200, false],
  [
    'adjustment',
    -650,
    { object: 'dispute', payment_intent, amount: 500, currency: 'gbp' },
    -500,
    true,
  ],
])(
  'Stripe’s %s of %s that it converts counts in the currency of the payment',
  (type, amount, source, minor, ofDispute) => {
    const from = { currency: 'GBP', feeMinor: 0, ofDispute: false }
    const to = { currency: 'USD', feeMinor: 28, paymentRef: 'pi_1', ofDispute }
    expect(stripe({ type, source, amount, currency: 'usd' })).toMatchObject([
      { ...from, kind: 'payment', paymentRef: 'pi_1', amountMinor: minor },
      { ...from, kind: 'conversion', amountMinor: -minor },
      { ...to, transactionId: 'txn_1', kind: 'conversion', amountMinor: amount },
    ])
  },
)

const orderId = '0190a0a0-0000-7000-8000-000000000001'
const money = (value: string) => ({ currency_code: 'GBP', value })
it.each([
  ['T0006', '5.00', '-0.45', { kind: 'payment', orderId, amountMinor: 500, feeMinor: 45 }],
  ['T1107', '-5.00', undefined, { kind: 'payment', amountMinor: -500, feeMinor: 0 }],
  ['T1201', '-5.00', undefined, { kind: 'payment', ofDispute: true }],
  ['T0106', '-20.00', undefined, { kind: 'fee', amountMinor: 0, feeMinor: 2000, ofDispute: true }],
  ['T0400', '-99.00', '-1.00', { kind: 'payout', amountMinor: -9900, feeMinor: 100 }],
  ['T0200', '-5.00', undefined, { kind: 'conversion', amountMinor: -500, feeMinor: 0 }],
  ['T1500', '-1.00', undefined, { kind: 'other' }],
])('PayPal’s %s of %s with %s is %o', (code, value, fee, expected) => {
  const line = paypalLine({
    ...{ transaction_id: 'T1', transaction_event_code: code, transaction_status: 'S' },
    ...{ transaction_initiation_date: '2026-01-01T00:00:00Z', transaction_amount: money(value) },
    ...(fee && { fee_amount: money(fee) }),
    custom_field: `${orderId}/x`,
  })
  const id = expected.kind === 'conversion' ? `T1/${code}/GBP` : `T1/${code}`
  expect(line).toMatchObject({ transactionId: id, currency: 'GBP', ...expected })
})
