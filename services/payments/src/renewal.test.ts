import { expect, it } from 'vitest'
import { captureSettled, type Payment, tombstone } from './payment.ts'
import { applyProviderResult } from './provider-result.ts'
import { beginRenewal, nextRenewalMs, renewAfterMs } from './renewal.ts'

const held: Payment = {
  ...tombstone('00000000-0000-7000-8000-000000000001'),
  ...{ provider: 'paypal', method: 'paypal', status: 'authorised', voidRequested: false },
  ...{ amountMinor: 500, currency: 'GBP', providerRef: 'AUTH-1', reason: null },
}
const renewing = { ...held, pendingStep: 'renew', lease: 'mine' } as const
const base = { orderId: held.orderId, provider: 'paypal', step: 'renew', lease: 'mine' } as const

it('begins for what is held and nothing else is under way for', () => {
  expect(beginRenewal(held).payment).toMatchObject({ pendingStep: 'renew', maybeSent: false })
})

it.each<[string, Partial<Payment>]>([
  ['that is being captured', { pendingStep: 'capture' }],
  ['that is being voided', { pendingStep: 'void' }],
  ['whose void is requested', { voidRequested: true }],
  ['that is renewed already', { pendingStep: 'renew' }],
  ['that is captured', { status: 'captured' }],
  ['that is captured in part', { capturedMinor: 200 }],
  ['that is expired', { status: 'expired' }],
  ['that was refused before', { renewalRefused: 'x' }],
  ['on account', { provider: 'account', method: 'account' }],
  ['of nothing', { amountMinor: 0 }],
])('does not begin for one %s', (_, changes) => {
  const payment = { ...held, ...changes }
  expect(beginRenewal(payment).payment).toBe(payment)
})

it('tells until when the money is held now, unless it is to be given back', () => {
  const until = '2026-02-01T00:00:00Z'
  const made = { ...base, is: 'done', ref: 'AUTH-2', until } as const
  expect(applyProviderResult(made, renewing, undefined).events).toEqual([
    { type: 'renewed', until },
  ])
  const voided = { ...renewing, voidRequested: true }
  expect(applyProviderResult(made, voided, undefined).events).toEqual([])
})

it.each(['authorization_voided', 'authorization_expired'])(
  'that the provider refuses as %s ends the payment',
  (reason) => {
    const { payment, events } = applyProviderResult(
      { ...base, is: 'refused', reason },
      renewing,
      undefined,
    )
    expect(payment).toMatchObject({ status: 'expired', pendingStep: null })
    expect(events).toEqual([{ type: 'expired', reason: 'authorisation_expired' }])
  },
)

const ended = { ...base, lease: undefined, step: 'void', is: 'done', ref: 'AUTH-1' } as const
const told = applyProviderResult(ended, renewing, undefined).payment as Payment

it.each(['reauthorization_too_soon', 'no'])(
  'that is refused (%s) of an authorisation that has ended meanwhile ends the payment',
  (reason) => {
    const change = applyProviderResult({ ...base, is: 'refused', reason }, told, undefined)
    expect(change.payment).toMatchObject({ status: 'expired', pendingStep: null })
    expect(change.events.at(-1)).toEqual({ type: 'expired', reason: 'authorisation_expired' })
  },
)

it('goes on with the new authorisation when the one before has ended', () => {
  const made = { ...base, is: 'done', ref: 'AUTH-2' } as const
  expect(applyProviderResult(made, told, undefined).payment).toMatchObject({
    ...{ status: 'authorised', providerRef: 'AUTH-2', reason: null, renewals: 1 },
  })
})

it('whose authorisation before ends does not take a declared capture back', () => {
  const declared: Payment = {
    ...{ ...held, status: 'captured', capturedMinor: 500, captureRef: 'CAPTURE-1' },
    ...{ providerRef: 'AUTH-2', renewals: 1, reason: captureSettled },
  }
  expect(applyProviderResult(ended, declared, undefined).payment).toBe(declared)
})

it('whose lease has expired changes nothing', () => {
  const late = { ...base, lease: 'theirs', is: 'done', ref: 'AUTH-2' } as const
  expect(applyProviderResult(late, renewing, undefined).payment).toBe(renewing)
})

it('that is refused while a void waits for it is not announced, and the void begins', () => {
  const refused = { ...base, is: 'refused', reason: 'no' } as const
  const change = applyProviderResult(refused, { ...renewing, voidRequested: true }, undefined)
  expect(change.payment).toMatchObject({ status: 'authorised', pendingStep: 'void' })
  expect(change.events).toEqual([])
})

it('is planned when the authorisation is made and when it was renewed, and sooner when it was not', () => {
  const pending: Payment = { ...held, status: 'pending', pendingStep: 'authorise' }
  expect(nextRenewalMs(undefined, held, renewAfterMs)).toBe(renewAfterMs)
  expect(nextRenewalMs(pending, held, renewAfterMs)).toBe(renewAfterMs)
  expect(nextRenewalMs(renewing, { ...held, renewals: 1 }, renewAfterMs)).toBe(renewAfterMs)
  expect(nextRenewalMs(renewing, held, renewAfterMs)).toBe(6 * 3_600_000)
  expect(nextRenewalMs(renewing, { ...held, renewalRefused: 'x' }, renewAfterMs)).toBeUndefined()
  expect(nextRenewalMs(held, { ...held, reason: 'x' }, renewAfterMs)).toBeUndefined()
  expect(nextRenewalMs(pending, { ...held, status: 'declined' }, renewAfterMs)).toBeUndefined()
})
