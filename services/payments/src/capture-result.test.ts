import { expect, it } from 'vitest'
import { decide } from './decide.ts'
import { type Payment, tombstone } from './payment.ts'
import { applyProviderResult } from './provider-result.ts'
import type { ProviderResult } from './step-result.ts'

const orderId = '00000000-0000-7000-8000-000000000001'
const payment = (more: Partial<Payment>): Payment => ({
  ...tombstone(orderId),
  ...{ customerId: 'ann', method: 'paypal', provider: 'paypal', amountMinor: 500, currency: 'GBP' },
  ...{ voidRequested: false, reason: null, status: 'authorised', ...more },
})
const capturing = { pendingStep: 'capture', lease: 'l' } as const
const pendingAt: Partial<Payment> = {
  ...{ pendingStep: 'capture', capturePendingMinor: 500, captureRef: 'C1' },
}
const due = { pendingStep: 'capture', captureAttempt: 1 } as const
const voidRequested = true

const base = { orderId, provider: 'paypal', step: 'capture' } as const
const done: ProviderResult = { ...base, is: 'done', ref: 'A', captureRef: 'C1' }
const pending: ProviderResult = {
  ...{ ...base, is: 'pending', ref: 'A', captureRef: 'C1', reason: 'echeck' },
}
const refused: ProviderResult = { ...base, is: 'refused', ref: 'C1', reason: 'denied' }
const byWorker = <Result extends ProviderResult>(result: Result) => ({ ...result, lease: 'l' })

const summaryOf = ({ status, pendingStep, capturePendingMinor, captureAttempt }: Payment) =>
  `${status}/${pendingStep ?? ''} ${capturePendingMinor} ${captureAttempt}`

/** The result, the payment before it; the events, the postings and the payment after it. */
const grid: [string, ProviderResult, Partial<Payment>, string[], string[], string][] = [
  [
    'that the provider has not settled is pending, and not captured',
    byWorker(pending),
    capturing,
    ['capture_pending'],
    ['capture_pending'],
    'authorised/capture 500 0',
  ],
  ['is pending once', pending, pendingAt, [], [], 'authorised/capture 500 0'],
  [
    'that settles is captured',
    done,
    pendingAt,
    ['captured'],
    ['capture_pending_ended', 'captured'],
    'captured/ 0 0',
  ],
  [
    'that fails later leaves the payment due',
    refused,
    pendingAt,
    ['capture_failed'],
    ['capture_pending_ended'],
    'authorised/capture 0 1',
  ],
  [
    'that is refused again stays due',
    byWorker(refused),
    { ...due, lease: 'l' },
    [],
    [],
    'authorised/capture 0 2',
  ],
  [
    'of a due payment that succeeds is captured',
    byWorker(done),
    { ...due, lease: 'l' },
    ['captured'],
    ['captured'],
    'captured/ 0 1',
  ],
  [
    'of a due payment may be pending again',
    byWorker(pending),
    { ...due, lease: 'l' },
    ['capture_pending'],
    ['capture_pending'],
    'authorised/capture 500 1',
  ],
  [
    'that is refused at once is refused as before',
    byWorker({ ...base, is: 'refused', reason: 'expired' }),
    capturing,
    ['capture_refused'],
    [],
    'authorised/ 0 0',
  ],
  ['ignores a late failure of an earlier attempt', refused, due, [], [], 'authorised/capture 0 1'],
  ['ignores a late pending of an earlier attempt', pending, due, [], [], 'authorised/capture 0 1'],
  [
    'ignores a failure of another capture',
    { ...refused, ref: 'C0' },
    pendingAt,
    [],
    [],
    'authorised/capture 500 0',
  ],
  [
    'that settled ignores a late pending',
    pending,
    { status: 'captured', capturedMinor: 500 },
    [],
    [],
    'captured/ 0 0',
  ],
  [
    'that a void overtook is refunded once it settles',
    done,
    { ...pendingAt, voidRequested },
    [],
    ['capture_pending_ended', 'captured', 'refund_begun'],
    'captured/ 0 0',
  ],
  [
    'that a void overtook is voided once it fails',
    refused,
    { ...pendingAt, voidRequested },
    [],
    ['capture_pending_ended'],
    'authorised/void 0 0',
  ],
  [
    'that Stripe reports as a failed payment is due',
    { ...base, step: 'authorise', is: 'declined', reason: 'expired_card' },
    pendingAt,
    ['capture_failed'],
    ['capture_pending_ended'],
    'authorised/capture 0 1',
  ],
]
it.each(grid)('a capture %s', (_, result, was, events, kinds, becomes) => {
  const change = applyProviderResult(result, payment(was), undefined)
  expect(change.events.map(({ type }) => type)).toEqual(events)
  expect(change.postings.map(({ kind }) => kind)).toEqual(kinds)
  expect(change.payment && summaryOf(change.payment)).toBe(becomes)
})

it('a capture that was refused at once is requested under another key the next time', () => {
  const was = payment({ pendingStep: 'capture', status: 'authorised', lease: 'l' })
  const { payment: is } = applyProviderResult(byWorker(refused), was, undefined)
  expect(is).toMatchObject({ pendingStep: null, captureAttempt: 0, keysUsed: 1 })
})

it.each([
  ['that is kept', true, 1],
  ['without a response', undefined, 0],
])('a capture that met an error %s', (_, isKeyUsed, keysUsed) => {
  const was = payment({ pendingStep: 'capture', status: 'authorised', lease: 'l' })
  const result = byWorker({ ...base, is: 'retry', maybeSent: true, isKeyUsed } as const)
  expect(applyProviderResult(result, was, undefined).payment).toMatchObject({
    ...{ attempts: 1, keysUsed, pendingStep: 'capture' },
  })
})

it('a pending capture has a ledger cause of its own, for each attempt', () => {
  const causes = [0, 1, 2].flatMap((captureAttempt) =>
    ['C-1', 'C-2'].map((captureRef) => {
      const was = payment({ ...pendingAt, captureAttempt, captureRef })
      const result = { ...refused, ref: captureRef } as ProviderResult
      return applyProviderResult(result, was, undefined).postings[0]?.cause
    }),
  )
  expect(new Set(causes).size).toBe(6)
})

it('a capture of a due payment that no worker has in hand is given up for a void', () => {
  const change = decide(
    { type: 'void', orderId, traceparent: null },
    { payment: payment(due), refund: undefined, account: undefined },
  )
  expect(change.payment).toMatchObject({ pendingStep: 'void' })
})

it('a capture that is pending has no reply yet', () => {
  const command = { type: 'capture', orderId, traceparent: null } as const
  const current = { payment: payment(pendingAt), refund: undefined, account: undefined }
  expect(decide(command, current).events).toEqual([])
})
