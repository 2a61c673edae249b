import { expect, it } from 'vitest'
import { isAbandoned, isUsed } from './abandoned.ts'
import { type Payment, tombstone } from './payment.ts'
import type { ProviderResult } from './step-result.ts'

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
