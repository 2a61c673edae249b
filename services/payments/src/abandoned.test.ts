import { expect, it } from 'vitest'
import { isAbandoned, isUsed } from './abandoned.ts'
import { stripeResult } from './clients/stripe-webhook.ts'
import { captureSettled, type Payment, tombstone } from './payment.ts'
import type { ProviderResult } from './step-result.ts'
import { capture, paymentOf, play, results, settlements, toAuthorised } from './testing-settled.ts'

const payment: Payment = {
  ...{ ...tombstone('0197a000-0000-7000-8000-000000000001'), provider: 'paypal', reason: null },
}
const refused: ProviderResult = {
  ...{ orderId: payment.orderId, provider: 'paypal', step: 'capture', is: 'refused' },
  ...{ ref: 'C-2', reason: 'denied' },
}
const givenUp = { status: 'voided', voidRequested: false } as const

it.each<[string, Partial<Payment>, boolean]>([
  ['of a payment that is voided is searched for', { status: 'voided' }, true],
  ['of one that is voided since its capture was given up is searched for', givenUp, true],
  ['of one whose captures are given back is searched for', { status: 'captured' }, true],
  ['that a void releases is not', { status: 'authorised', pendingStep: 'void' }, false],
  ['of a payment that is kept is not', { status: 'captured', voidRequested: false }, false],
])('an authorisation whose pending capture is refused, %s', (_, more, expected) => {
  expect(isAbandoned(refused, { ...payment, ...more }, false)).toBe(expected)
})

const { captured, voided } = settlements
const declared = paymentOf(
  play([...toAuthorised, capture, results.capturePending, captured, voided]),
)
const failedAtStripe = stripeResult('payment_intent.payment_failed', {
  ...{ id: 'pi_1', metadata: { order_id: declared.orderId } },
  last_payment_error: { code: 'card_declined' },
}) as ProviderResult

it.each<[string, Partial<Payment>, boolean]>([
  ['which was declared, and then as voided, is searched for', {}, true],
  ['of a payment that is kept is not', { status: 'captured', voidRequested: false }, false],
  ['of one that a void releases is not', { status: 'authorised', pendingStep: 'void' }, false],
  ['before one that was declared without it is not', { reason: captureSettled }, false],
  ['at which another provider took the payment is not', { provider: 'paypal' }, false],
])('the intent of a capture that failed at Stripe, %s', (_, more, expected) => {
  expect(isAbandoned(failedAtStripe, { ...declared, ...more }, false)).toBe(expected)
})

it.each<[string, Partial<Payment>, boolean]>([
  [
    'is used by a payment that it is held for',
    { status: 'authorised', voidRequested: false },
    true,
  ],
  [
    'is not by one that another provider took',
    { status: 'authorised', voidRequested: false, provider: 'stripe' },
    false,
  ],
  ['is not by one that takes its money back', { status: 'captured' }, false],
  ['is not by one that is declined', { ...givenUp, status: 'declined' }, false],
  ['is not by one that is voided since its capture was given up', givenUp, false],
])('an authorisation %s', (_, more, expected) => {
  expect(isUsed({ ...payment, ...more }, 'paypal')).toBe(expected)
})
