import { describe, expect, it } from 'vitest'
import { stripeResult } from './clients/stripe-webhook.ts'
import type { Payment } from './payment.ts'
import { beginRenewal } from './renewal.ts'
import type { ProviderResult } from './step-result.ts'
import {
  cancel,
  type Deed,
  orderId,
  paymentOf,
  play,
  refund,
  refundsOf,
  results,
  type State,
  settlements,
  toAuthorised,
  toCaptured,
} from './testing-settled.ts'

const renewed = { ...results.authorised, step: 'renew', ref: 'pi_2' } as const
const endedBefore = results.voided
const withPayment = (state: State, payment: Payment | undefined): State =>
  payment ? { ...state, payments: new Map([[orderId, payment]]) } : state
const renewing = (): State => {
  const state = play(toAuthorised)
  return withPayment(state, beginRenewal(paymentOf(state)).payment)
}
const afterRenewal = (...deeds: Deed[]) => paymentOf(play([renewed, ...deeds], renewing()))

describe('the end of the authorisation before a renewal', () => {
  it('does not end the void of the one after it', () => {
    expect(afterRenewal(cancel, endedBefore)).toMatchObject({
      ...{ status: 'authorised', pendingStep: 'void' },
    })
  })
  it('takes no capture back that was declared of the one after it', () => {
    expect(afterRenewal(settlements.captured, endedBefore)).toMatchObject({
      ...{ status: 'captured', capturedMinor: 500 },
    })
  })
})

describe('an authorisation that ended while it is renewed', () => {
  const { captured } = settlements
  const refused = { ...results.captureRefused, step: 'renew', reason: 'denied' } as const
  const unsent: ProviderResult = {
    ...{ orderId, provider: 'stripe', step: 'renew', is: 'retry', maybeSent: false },
  }
  it('cannot be declared as captured', () => {
    const state = play([endedBefore, captured], renewing())
    expect(paymentOf(state)).toMatchObject({ status: 'authorised', capturedMinor: 0 })
    expect(state.events.at(-1)).toBe('capture_refused')
  })
  it.each([
    ['refused', refused],
    ['not requested', unsent],
  ])('is expired when its renewal is %s', (_, result) => {
    const state = play([endedBefore, result], renewing())
    expect(paymentOf(state)).toMatchObject({ status: 'expired', pendingStep: null })
    expect(state.events.at(-1)).toBe('expired')
  })
  it('has a successor that can be captured', () => {
    const state = play([endedBefore, renewed, captured], renewing())
    expect(paymentOf(state)).toMatchObject({ status: 'captured', capturedMinor: 500 })
  })
})

describe('a failure that Stripe tells late', () => {
  const intent = { id: 'pi_1', metadata: { order_id: orderId } }
  const failed = stripeResult('payment_intent.payment_failed', intent) as ProviderResult
  const { captured } = settlements
  it('of an earlier confirmation takes no declared capture back', () => {
    expect(paymentOf(play([...toAuthorised, captured, failed])).capturedMinor).toBe(500)
  })
  it.each<[string, Deed[]]>([
    [
      'a capture that was pending',
      [...toAuthorised, { ...cancel, type: 'capture' }, results.capturePending],
    ],
    ['an authorisation that was pending', toAuthorised.slice(0, 1)],
  ])('of %s takes the declared capture back', (_, before) => {
    expect(paymentOf(play([...before, captured, failed])).capturedMinor).toBe(0)
  })
})

it('the failure of a refund of ours ends what was declared of it under a mistyped reference', () => {
  const declared = { ...settlements.refunded, reference: 're_mistyped' }
  const state = play([
    ...toCaptured,
    refund,
    results.refundPending,
    declared,
    results.refundRefused,
  ])
  expect(paymentOf(state).refundedMinor).toBe(0)
  expect(refundsOf(state)).toMatchObject([{ status: 'failed', providerRef: 're_1' }])
  expect(state.events.at(-1)).toBe('refund_failed')
})
