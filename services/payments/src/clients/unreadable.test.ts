import { expect, it } from 'vitest'
import { paypalNotice, paypalResourceTypes } from './paypal-webhook.ts'
import { stripeEventTypes, stripeNotice } from './stripe-webhook.ts'

const order = '0190a1b2-0000-7000-8000-000000000001'
const paypalDisputes = ['CREATED', 'UPDATED', 'RESOLVED'].map((one) => `CUSTOMER.DISPUTE.${one}`)
const paypalTypes = [...paypalResourceTypes, ...paypalDisputes, 'CHECKOUT.ORDER.APPROVED']
const types = [
  ...stripeEventTypes.map((type) => [type, stripeNotice] as const),
  ...paypalTypes.map((type) => [type, paypalNotice] as const),
]

it.each(types)('%s in no form that is known is unreadable', (type, notice) => {
  for (const object of [undefined, null, 'text', [], {}, { data: { id: order } }])
    if (!isOfNoBusiness(type, object))
      expect(notice('E1', type, object)).toMatchObject({
        ...{ result: undefined, unreadable: expect.stringMatching(/expected/) },
      })
})

/** PayPal leaves `custom_id` out where the seller sent none. */
const isOfNoBusiness = (type: string, object: unknown) =>
  paypalResourceTypes.includes(type) && typeof object === 'object' && object !== null

const money = { currency_code: 'GBP', value: '2.00' }
const ours = { id: 'X1', custom_id: order }
const dispute = {
  ...{ dispute_id: 'PP-D-1', disputed_transactions: [{ custom: order }], dispute_amount: money },
  ...{ status: 'OPEN', dispute_life_cycle_stage: 'INQUIRY' },
}
const refund = { id: 're_1', amount: 200, currency: 'gbp', payment_intent: 'pi_1', metadata: {} }
const stripeDispute = {
  ...{ id: 'dp_1', amount: 500, currency: 'gbp', payment_intent: 'pi_1', reason: 'general' },
  ...{ status: 'won', balance_transactions: [] },
}

it.each([
  [stripeNotice, 'payment_intent.succeeded', { id: 7, metadata: { order_id: order } }, 'id'],
  [stripeNotice, 'refund.updated', { ...refund, amount: '2.00' }, 'amount'],
  [stripeNotice, 'refund.updated', { ...refund, amount: undefined }, 'amount'],
  [stripeNotice, 'refund.updated', { ...refund, currency: 'points' }, 'currency'],
  [stripeNotice, 'refund.updated', { ...refund, payment_intent: undefined }, 'payment_intent'],
  [stripeNotice, 'charge.dispute.closed', { ...stripeDispute, reason: null }, 'reason'],
  [stripeNotice, 'charge.dispute.closed', { ...stripeDispute, currency: 'points' }, 'currency'],
  [paypalNotice, 'PAYMENT.CAPTURE.COMPLETED', { ...ours, links: 'none' }, 'links'],
  [paypalNotice, 'PAYMENT.CAPTURE.PENDING', { ...ours, custom_id: { order } }, 'custom_id'],
  [paypalNotice, 'PAYMENT.CAPTURE.REVERSED', ours, 'amount'],
  [
    paypalNotice,
    'PAYMENT.CAPTURE.REFUNDED',
    { ...ours, amount: { ...money, value: '2,00' } },
    'amount',
  ],
  [
    paypalNotice,
    'CUSTOMER.DISPUTE.CREATED',
    { ...dispute, dispute_amount: '2 GBP' },
    'dispute_amount',
  ],
  [
    paypalNotice,
    'CUSTOMER.DISPUTE.CREATED',
    { ...dispute, dispute_amount: { ...money, currency_code: 'XXX' } },
    'dispute_amount',
  ],
  [paypalNotice, 'CHECKOUT.ORDER.APPROVED', { purchase_units: [] }, 'purchase_units'],
])('%o of %s says which field, and not its value: %o', (notice, type, object, field) => {
  const { unreadable = '', result } = notice('E1', type, { ...object, payer: 'ann' })
  expect(result).toBeUndefined()
  expect(unreadable).toContain(field)
  expect(unreadable).not.toMatch(/2[.,]00|points|ann|0190a1b2/)
})

it.each([
  [stripeNotice, 'payment_intent.succeeded', { metadata: { order_id: '1001' } }],
  [stripeNotice, 'refund.updated', { ...refund, payment_intent: null }],
  [stripeNotice, 'charge.dispute.created', { payment_intent: null }],
  [stripeNotice, 'invoice.paid', {}],
  [paypalNotice, 'PAYMENT.CAPTURE.COMPLETED', { id: 'X1', custom_id: 'shop-7' }],
  [paypalNotice, 'PAYMENT.CAPTURE.COMPLETED', { id: 'X1' }],
  [paypalNotice, 'CUSTOMER.DISPUTE.CREATED', { disputed_transactions: [{ custom: 'shop-7' }] }],
  [paypalNotice, 'CHECKOUT.ORDER.APPROVED', { purchase_units: [{ custom_id: 'shop-7' }] }],
  [paypalNotice, 'BILLING.PLAN.CREATED', {}],
])('%o: an event of %s about another business is of no use: %o', (notice, type, object) => {
  const { result, unreadable } = notice('E1', type, object)
  expect([result, unreadable]).toEqual([undefined, undefined])
})
