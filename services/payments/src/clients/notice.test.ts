import { describe, expect, it } from 'vitest'
import { readKept } from './notices.ts'
import { paypalNotice } from './paypal-webhook.ts'
import { readStripeEvent } from './stripe-webhook.ts'

const order = '0190a1b2-0000-7000-8000-000000000001'
const refundId = '0190a1b2-0000-7000-8000-000000000002'
const person = { payer: { email_address: 'ann@example.com', name: { given_name: 'Ann' } } }
const money = { amount: { currency_code: 'GBP', value: '2.00' } }
const resource = { id: 'X1', custom_id: order, status: 'PENDING', ...money, ...person }

const paypal: readonly [type: string, resource: object][] = [
  ['CHECKOUT.ORDER.APPROVED', { purchase_units: [{ custom_id: order, ...person }], ...person }],
  ['PAYMENT.CAPTURE.PENDING', { ...resource, status_details: { reason: 'ECHECK' } }],
  ['PAYMENT.CAPTURE.REFUNDED', { ...resource, links: [{ rel: 'up', href: 'https://p/CAP_1' }] }],
  ['PAYMENT.REFUND.FAILED', { ...resource, custom_id: `${order}/${refundId}` }],
  [
    'CUSTOMER.DISPUTE.RESOLVED',
    {
      dispute_id: 'PP-D-1',
      disputed_transactions: [{ custom: order, buyer: { name: 'Ann' } }],
      dispute_amount: money.amount,
      ...{ reason: 'OTHER', status: 'RESOLVED', dispute_life_cycle_stage: 'CHARGEBACK' },
      dispute_outcome: { outcome_code: 'RESOLVED_BUYER_FAVOUR', amount_refunded: money.amount },
      seller_response_due_date: '2026-01-01T00:00:00.000Z',
      update_time: '2025-12-24T00:00:00.000Z',
      messages: [{ content: 'Ann did not get it' }],
    },
  ],
]
const intent = { id: 'pi_1', metadata: { order_id: order }, receipt_email: 'ann@example.com' }
const refund = {
  id: 're_1',
  amount: 200,
  currency: 'gbp',
  payment_intent: 'pi_1',
  status: 'failed',
}
const stripe: readonly [type: string, object: object][] = [
  [
    'payment_intent.payment_failed',
    {
      ...intent,
      client_secret: 'pi_1_secret',
      last_payment_error: {
        ...{ code: 'card_declined', decline_code: 'lost_card' },
        payment_method: { billing_details: { name: 'Ann' } },
      },
    },
  ],
  ['refund.failed', { ...refund, failure_reason: 'declined', metadata: { note: 'for Ann' } }],
  ['refund.updated', { ...refund, metadata: { order_id: order, refund_id: refundId } }],
  [
    'charge.dispute.closed',
    {
      ...{ id: 'dp_1', amount: 500, currency: 'gbp', payment_intent: 'pi_1', reason: 'general' },
      ...{ status: 'won', balance_transactions: [{ id: 'txn_1' }, { id: 'txn_2' }] },
      evidence: { customer_name: 'Ann' },
      evidence_details: { due_by: 1_700_000_000 },
    },
  ],
]

const fromStripe = (type: string, object: object) =>
  readStripeEvent({ id: 'E1', type, created: 1_700_000_000, data: { object } })

/** A result whose order is still to be found, with one. */
const plain = (result: unknown) => {
  const { of, ...others } = (result ?? {}) as { readonly of?: (orderId: string) => unknown }
  return { ...others, found: of?.(order) }
}

describe('what is kept of an event', () => {
  const events = [
    ...paypal.map(([type, object]) => ['paypal', paypalNotice('E1', type, object)] as const),
    ...stripe.map(([type, object]) => ['stripe', fromStripe(type, object)] as const),
  ]

  it.each(events)(
    'tells the same of an event of %s, and nothing of a shopper',
    (provider, event) => {
      const { eventId, type, payload, result } = event
      expect(result).toBeDefined()
      expect(plain(readKept(provider, eventId, type, payload).result)).toEqual(plain(result))
      expect(payload).not.toMatch(/ann|secret/i)
    },
  )

  it.each([
    ['stripe', '2023-11-14T22:13:20.000Z'],
    ['paypal', '2025-12-24T00:00:00.000Z'],
  ])('of a dispute at %s has the time of the event', (provider, time) => {
    const [, event] =
      events.find(([by, { type }]) => by === provider && type.match(/dispute/i)) ?? []
    expect(plain(event?.result).found ?? event?.result).toMatchObject({
      report: { asOf: new Date(time) },
    })
  })
})
