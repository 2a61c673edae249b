import { expect, it } from 'vitest'
import { stripeNotice, stripeResult } from './stripe-webhook.ts'

const orderId = '0190a0a0-0000-7000-8000-000000000001'
const refundId = '0190a0a0-0000-7000-8000-0000000000f1'
const refund = (status: string) => ({
  ...{ id: 're_1', status, failure_reason: 'declined' },
  metadata: { order_id: orderId, refund_id: refundId },
})
const intent = { id: 'pi_1', metadata: { order_id: orderId } }

it.each([
  ['refund.created', refund('pending'), { step: 'refund', is: 'pending', ref: 're_1' }],
  ['refund.updated', refund('succeeded'), { step: 'refund', is: 'done', ref: 're_1' }],
  ['refund.updated', refund('failed'), { step: 'refund', is: 'refused', reason: 'declined' }],
  ['refund.failed', refund('failed'), { step: 'refund', is: 'refused', ref: 're_1' }],
  ['payment_intent.processing', intent, { step: 'capture', is: 'pending' }],
  ['payment_intent.succeeded', intent, { step: 'capture', is: 'done' }],
  ['payment_intent.payment_failed', intent, { step: 'authorise', is: 'declined' }],
  ['charge.refund.updated', refund('succeeded'), undefined],
  ['refund.failed', { ...refund('failed'), payment_intent: null, metadata: {} }, undefined],
  ['payment_intent.succeeded', { id: 'pi_1', metadata: {} }, undefined],
])('%s of %o is %o', (type, object, expected) => {
  const found = stripeResult(type, object)
  if (expected) expect(found).toMatchObject({ orderId, provider: 'stripe', ...expected })
  else expect(found).toBeUndefined()
})

it('a refund without our ids was made on the dashboard: it names the intent, its amount and always the same id', () => {
  const made = {
    ...{ id: 're_2', status: 'succeeded', amount: 500, currency: 'isk', payment_intent: 'pi_1' },
    metadata: {},
  }
  const resultOf = (type: string) => {
    const found = stripeResult(type, made)
    if (!found || !('paymentRef' in found)) throw new Error('it is not read')
    expect(found).toMatchObject({ provider: 'stripe', paymentRef: 'pi_1' })
    return found.of(orderId)
  }
  const external = { amountMinor: 5, currency: 'ISK' }
  expect(resultOf('refund.created')).toMatchObject({ orderId, is: 'done', ref: 're_2', external })
  expect(resultOf('refund.updated').refundId).toBe(resultOf('refund.created').refundId)
})

it.each([
  ['payout.paid', true],
  ['payout.failed', true],
  ['payout.created', false],
])('%s has the balance transactions read: %s', (type, paidOut) => {
  expect(stripeNotice('evt_1', type, { id: 'po_1' })).toMatchObject({ type, paidOut })
})
