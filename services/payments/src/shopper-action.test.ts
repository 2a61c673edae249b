import { expect, it } from 'vitest'
import { decide } from './decide.ts'
import { type Payment, tombstone } from './payment.ts'
import { applyProviderResult } from './provider-result.ts'
import type { ProviderResult } from './step-result.ts'

const orderId = '0197a000-0000-7000-8000-000000000001'
const pending: Payment = {
  ...tombstone(orderId),
  ...{ customerId: 'ann', method: 'card', token: 'pm', provider: 'stripe', currency: 'GBP' },
  ...{ amountMinor: 500, status: 'pending', pendingStep: 'authorise', voidRequested: false },
  ...{ reason: null, lease: 'l' },
}
const base = { orderId, provider: 'stripe', step: 'authorise', lease: 'l' } as const
const needsAction: ProviderResult = {
  ...{ ...base, is: 'action', ref: 'pi_1', until: new Date(900_000) },
  action: { type: 'confirm_card', clientSecret: 's' },
}
const apply = (result: ProviderResult, payment: Payment) =>
  applyProviderResult(result, payment, undefined)

const begun = apply(needsAction, pending)
const waiting = { ...pending, ...begun.payment }

it('an authorisation begins to wait once, and its shopper’s time runs from then', () => {
  expect(begun.events).toEqual([
    { type: 'action_required', action: 'confirm_card', expiresAt: new Date(900_000).toISOString() },
  ])
  expect(waiting).toMatchObject({ providerRef: 'pi_1', lease: null, status: 'pending' })
  const later: ProviderResult = { ...needsAction, lease: undefined, until: new Date(1_800_000) }
  const again = apply(later, waiting)
  expect(again.events).toEqual([])
  expect(again.payment?.action?.expiresAt).toBe(waiting.action?.expiresAt)
})

it('a repeated command is told again what it waits for', () => {
  const repeated = decide(
    {
      ...{ type: 'authorise', orderId, customerId: 'ann', amountMinor: 500, currency: 'GBP' },
      ...{ method: 'card', token: 'pm', traceparent: null },
    },
    { payment: waiting, refund: undefined, account: undefined },
  )
  expect(repeated.events).toEqual(begun.events)
})

it('the provider’s word that the shopper has acted has it asked again', () => {
  const acted = apply({ ...base, lease: undefined, is: 'acted' }, waiting)
  expect(acted.payment?.action?.checks).toBe(1)
  expect(acted.events).toEqual([])
})

it.each([
  ['authorised', { is: 'done', ref: 'pi_1' }, null],
  ['declined', { is: 'declined', reason: 'authentication_failure' }, 'void'],
] as const)('it is %s by its provider and waits no longer', (status, outcome, pendingStep) => {
  const result = { ...base, lease: undefined, ...outcome }
  const { payment, events } = apply(result, waiting)
  expect(payment).toMatchObject({ status, action: null, token: null, pendingStep })
  expect(events).toMatchObject([{ type: status }])
})

it('one that is declined and confirmed all the same is cancelled at the provider', () => {
  const base = { orderId, provider: 'stripe', step: 'authorise' } as const
  const { payment: declined } = apply({ ...base, is: 'declined', reason: 'no' }, waiting)
  const { payment } = apply({ ...base, is: 'done', ref: 'pi_1' }, { ...waiting, ...declined })
  expect(payment).toMatchObject({ status: 'declined', pendingStep: 'void', providerRef: 'pi_1' })
})

it('an absent shopper’s payment is declined and cancelled at the provider', () => {
  const { payment, events } = apply({ ...base, is: 'expired' }, { ...waiting, lease: 'l' })
  expect(events).toEqual([{ type: 'declined', reason: 'shopper_absent' }])
  expect(payment).toMatchObject({ pendingStep: 'void', voidRequested: true, action: null })
})

const command = { type: 'void', orderId, traceparent: null } as const
const cancel = (payment: Payment) =>
  decide(command, { payment, refund: undefined, account: undefined })

it('a cancelled payment that waits is cancelled at the provider at once', () => {
  const { payment, events } = cancel(waiting)
  expect(payment).toMatchObject({ pendingStep: 'void', voidRequested: true, action: null })
  expect(events).toEqual([])
})

it('a cancelled payment that the provider is being asked about waits for the answer', () => {
  const asked = cancel({ ...waiting, lease: 'l' }).payment
  expect(asked).toMatchObject({ pendingStep: 'authorise', voidRequested: true })
  const still = apply(needsAction, { ...waiting, ...asked, lease: 'l' })
  expect(still.payment).toMatchObject({ pendingStep: 'void', action: null })
  const authorised = apply(
    { ...base, is: 'done', ref: 'pi_1' },
    { ...waiting, ...asked, lease: 'l' },
  )
  expect(authorised.payment).toMatchObject({ pendingStep: 'void', status: 'authorised' })
  expect(authorised.events).toEqual([])
})
