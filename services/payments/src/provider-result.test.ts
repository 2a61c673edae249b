import { expect, it } from 'vitest'
import { type Payment, type Refund, tombstone } from './payment.ts'
import { applyProviderResult } from './provider-result.ts'
import type { StepResult } from './step-result.ts'

const orderId = '00000000-0000-7000-8000-000000000001'
const payment = (more: Partial<Payment>): Payment => ({
  ...tombstone(orderId),
  ...{ customerId: 'ann', method: 'card', provider: 'stripe', amountMinor: 500, currency: 'GBP' },
  ...{ voidRequested: false, reason: null, ...more },
})
const pending = { status: 'pending', pendingStep: 'authorise' } as const
const at = (step: StepResult['step']) => ({ orderId, provider: 'stripe', step }) as const
const done = (step: StepResult['step']): StepResult => ({
  ...at(step),
  is: 'done',
  ref: 'pi_1',
})
const refused = (step: StepResult['step']): StepResult => ({
  ...at(step),
  is: 'refused',
  reason: 'gone',
})
const retry = (maybeSent: boolean): StepResult => ({
  ...at('authorise'),
  ...{ is: 'retry', maybeSent },
})
const voidRequested = true

/** The result, the payment before it, the events, and the payment's status and pending step after it. */
const grid: [string, StepResult, Partial<Payment>, string[], string][] = [
  ['an authorisation is published', done('authorise'), pending, ['authorised'], 'authorised/'],
  [
    'an authorisation that a void overtook is released without its event',
    done('authorise'),
    { ...pending, voidRequested },
    [],
    'authorised/void',
  ],
  [
    'a decline is published',
    { ...at('authorise'), is: 'declined', reason: 'lost_card' },
    pending,
    ['declined'],
    'declined/',
  ],
  [
    'a decline answers the void that overtook it',
    { ...at('authorise'), is: 'declined', reason: 'x' },
    { ...pending, voidRequested },
    ['voided'],
    'declined/',
  ],
  ['an open outcome is retried', retry(true), pending, [], 'pending/authorise'],
  [
    'a request that never reached the provider is given up after five attempts',
    retry(false),
    { ...pending, attempts: 4 },
    ['declined'],
    'declined/',
  ],
  [
    'a request that never reached the provider can be voided at once',
    retry(false),
    { ...pending, voidRequested },
    ['voided'],
    'declined/',
  ],
  [
    'a request that may have reached the provider is never given up',
    retry(false),
    { ...pending, attempts: 40, maybeSent: true },
    [],
    'pending/authorise',
  ],
  [
    'a fail-over begins the step at the next provider',
    { ...at('authorise'), is: 'failover', to: 'paypal', unsure: false },
    { ...pending, attempts: 3, maybeSent: true },
    [],
    'pending/authorise',
  ],
  [
    'a void is published',
    done('void'),
    { status: 'authorised', pendingStep: 'void', voidRequested },
    ['voided'],
    'voided/',
  ],
  [
    'a refused void leaves no authorisation',
    refused('void'),
    { status: 'authorised', pendingStep: 'void', voidRequested },
    ['voided'],
    'voided/',
  ],
  [
    'a capture is published',
    done('capture'),
    { status: 'authorised', pendingStep: 'capture' },
    ['captured'],
    'captured/',
  ],
  [
    'a capture that a void overtook is refunded without its event',
    done('capture'),
    { status: 'authorised', pendingStep: 'capture', voidRequested },
    [],
    'captured/',
  ],
  [
    'a refused capture is published',
    { ...refused('capture'), lease: 'l' } as StepResult,
    { status: 'authorised', pendingStep: 'capture', lease: 'l' },
    ['capture_refused'],
    'authorised/',
  ],
  [
    'a late authorisation changes nothing',
    done('authorise'),
    { status: 'voided', voidRequested },
    [],
    'voided/',
  ],
  [
    'a capture that was made at the provider is published',
    done('capture'),
    { status: 'authorised' },
    ['captured'],
    'captured/',
  ],
  [
    'an authorisation that the provider ends has expired',
    done('void'),
    { status: 'authorised', providerRef: 'pi_1' },
    ['expired'],
    'expired/',
  ],
  [
    'one that ends while it is captured has expired',
    done('void'),
    { status: 'authorised', pendingStep: 'capture', providerRef: 'pi_1' },
    ['expired'],
    'expired/',
  ],
  [
    'the end of the one before it changes nothing',
    done('void'),
    { status: 'authorised', providerRef: 'pi_2' },
    [],
    'authorised/',
  ],
  [
    'the end of one that is being renewed waits for the renewal',
    done('void'),
    { status: 'authorised', pendingStep: 'renew', providerRef: 'pi_1' },
    [],
    'authorised/renew',
  ],
  [
    'a payment that was declined does not expire',
    done('void'),
    { status: 'declined', providerRef: 'pi_1' },
    [],
    'declined/',
  ],
  [
    'an outcome of a void that nobody requested, other than its end, changes nothing',
    refused('void'),
    { status: 'authorised' },
    [],
    'authorised/',
  ],
  [
    'an authorisation that is told of again has not expired',
    done('authorise'),
    { status: 'authorised', providerRef: 'pi_1' },
    [],
    'authorised/',
  ],
]
it.each(grid)('%s', (_, result, was, events, becomes) => {
  const change = applyProviderResult(result, payment(was), undefined)
  expect(change.events.map(({ type }) => type)).toEqual(events)
  expect(`${change.payment?.status}/${change.payment?.pendingStep ?? ''}`).toBe(becomes)
})

it('a result of one provider never changes a payment that another one takes', () => {
  const was = payment({ ...pending, provider: 'paypal' })
  expect(applyProviderResult(done('authorise'), was, undefined).payment).toBe(was)
})

it('the refund of a void is requested until the provider makes it, or has refused it for days', () => {
  const back: Refund = {
    ...{ refundId: orderId, orderId, amountMinor: 500, status: 'pending', reason: null },
    ...{
      providerRef: null,
      attempts: 0,
      attempt: 0,
      keysUsed: 0,
      lease: null,
      traceparent: null,
      origin: 'order',
    },
  }
  const was = payment({
    status: 'captured',
    capturedMinor: 500,
    refundPendingMinor: 500,
    voidRequested,
  })
  const again = applyProviderResult({ ...refused('refund'), refundId: orderId }, was, back)
  expect(again.refunds).toMatchObject([{ status: 'pending', attempts: 1 }])
  const often = { ...back, attempts: 5 }
  const other = applyProviderResult({ ...refused('refund'), refundId: orderId }, was, often)
  expect(other.refunds).toMatchObject([{ status: 'refused' }, { status: 'pending', attempt: 1 }])
  const last = { ...often, attempt: 20 }
  const given = applyProviderResult({ ...refused('refund'), refundId: orderId }, was, last, {
    refunds: [last],
  })
  expect(given.refunds).toMatchObject([{ status: 'refused' }])
  expect(given.payment).toMatchObject({ status: 'captured', refundPendingMinor: 0 })
  const refunded = applyProviderResult({ ...done('refund'), refundId: orderId }, was, back)
  expect(refunded.events).toEqual([{ type: 'voided' }])
})

it.each([
  ['its own lease', 'lease-1', 'authorised/'],
  ['a lease that expired and was taken by another worker', 'lease-0', 'pending/authorise'],
  ['no lease, as a webhook', undefined, 'authorised/'],
])('a result under %s', (_, lease, becomes) => {
  const was = payment({ ...pending, lease: 'lease-1' })
  const { payment: is } = applyProviderResult({ ...done('authorise'), lease }, was, undefined)
  expect(`${is?.status}/${is?.pendingStep ?? ''}`).toBe(becomes)
})

it('a refund is fenced by its own lease, not by that of its payment', () => {
  const refund: Refund = {
    ...{ refundId: 'r', orderId, amountMinor: 500, status: 'pending', reason: null },
    ...{
      providerRef: null,
      attempts: 0,
      attempt: 0,
      keysUsed: 0,
      lease: 'lease-2',
      traceparent: null,
      origin: 'order',
    },
  }
  const was = payment({ status: 'captured', capturedMinor: 500, refundPendingMinor: 500 })
  const under = (lease: string) =>
    applyProviderResult({ ...done('refund'), refundId: 'r', lease }, was, refund).refunds
  expect(under('lease-1')).toEqual([])
  expect(under('lease-2')).toMatchObject([{ status: 'refunded' }])
})

it('a step that waits for its next attempt is has no lease', () => {
  const was = payment({ ...pending, lease: 'lease-1' })
  const { payment: is } = applyProviderResult({ ...retry(true), lease: 'lease-1' }, was, undefined)
  expect(is).toMatchObject({ attempts: 1, maybeSent: true, lease: null })
})
