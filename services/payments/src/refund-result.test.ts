import { expect, it } from 'vitest'
import { type Payment, type Refund, tombstone } from './payment.ts'
import { applyProviderResult } from './provider-result.ts'
import type { ProviderResult } from './step-result.ts'

const orderId = '00000000-0000-7000-8000-000000000001'
const refundId = '00000000-0000-7000-8000-0000000000f1'
const payment = (more: Partial<Payment>): Payment => ({
  ...tombstone(orderId),
  ...{ customerId: 'ann', method: 'paypal', provider: 'paypal', amountMinor: 500, currency: 'GBP' },
  ...{ voidRequested: false, reason: null, ...more },
})
const voidRequested = true
const byWorker = <Result extends ProviderResult>(result: Result) => ({ ...result, lease: 'l' })

const refund = (more: Partial<Refund> = {}): Refund => ({
  ...{ refundId, orderId, amountMinor: 200, status: 'pending', reason: null },
  ...{
    providerRef: null,
    attempts: 0,
    attempt: 0,
    keysUsed: 0,
    lease: 'l',
    traceparent: null,
    origin: 'order',
    ...more,
  },
})
const toRefund = { orderId, provider: 'paypal', step: 'refund', refundId } as const
const made = (is: 'done' | 'pending' | 'refused', ref = 'R1'): ProviderResult => ({
  ...{ ...toRefund, is, ref, reason: 'echeck' },
})
const captured = { status: 'captured', capturedMinor: 500 } as const
const ofVoid = { refundId: orderId, amountMinor: 500 }
const voided = { ...captured, status: 'voided', voidRequested, refundedMinor: 500 } as const

/** The result, refund and payment before it; the events and postings, and the refund after it. */
const grid: [string, ProviderResult, Refund, Partial<Payment>, string[], string[], string][] = [
  [
    'that the provider has not settled is pending',
    byWorker(made('pending')),
    refund(),
    { refundPendingMinor: 200 },
    ['refund_pending'],
    [],
    'pending R1 0',
  ],
  [
    'that settles is refunded',
    made('done'),
    refund({ providerRef: 'R1' }),
    { refundPendingMinor: 200 },
    ['refunded'],
    ['refund_settled'],
    'refunded R1 0',
  ],
  [
    'that fails while it is pending is refused',
    made('refused'),
    refund({ providerRef: 'R1' }),
    { refundPendingMinor: 200 },
    ['refund_refused'],
    ['refund_undone'],
    'refused R1 0',
  ],
  [
    'that fails after it was made is failed, and the money is back',
    made('refused'),
    refund({ status: 'refunded', providerRef: 'R1' }),
    { refundedMinor: 200 },
    ['refund_failed'],
    ['refund_failed'],
    'failed R1 0',
  ],
  [
    'fails once',
    made('refused'),
    refund({ status: 'failed', providerRef: 'R1' }),
    {},
    [],
    [],
    'failed R1 0',
  ],
  [
    'that failed ignores a success that is delivered late',
    made('done'),
    refund({ status: 'refused', providerRef: 'R1' }),
    {},
    [],
    [],
    'refused R1 0',
  ],
  [
    'of a void that fails later is made again under another key',
    made('refused'),
    refund({ ...ofVoid, providerRef: 'R1' }),
    { refundPendingMinor: 500, voidRequested },
    [],
    ['refund_undone', 'refund_begun'],
    'pending null 1',
  ],
  [
    'of a void that fails after it was made is made again',
    made('refused'),
    refund({ ...ofVoid, status: 'refunded', providerRef: 'R1' }),
    voided,
    ['refund_failed'],
    ['refund_failed', 'refund_begun'],
    'pending null 1',
  ],
  [
    'of a void that is made again answers no second time',
    byWorker(made('done', 'R2')),
    refund({ ...ofVoid, attempt: 1 }),
    { ...voided, refundedMinor: 0, refundPendingMinor: 500 },
    [],
    ['refund_settled'],
    'refunded R2 1',
  ],
]
it.each(grid)('a refund %s', (_, result, was, of, events, kinds, becomes) => {
  const change = applyProviderResult(result, payment({ ...captured, ...of }), was)
  expect(change.events.map(({ type }) => type)).toEqual(events)
  expect(change.postings.map(({ kind }) => kind)).toEqual(kinds)
  const after = change.refunds.findLast((one) => one.refundId === was.refundId) ?? was
  expect(`${after.status} ${after.providerRef} ${after.attempt}`).toBe(becomes)
})

it('a refund of a void that is made again ignores events of the earlier one, which stays known', () => {
  const before = payment({ ...captured, refundPendingMinor: 500, voidRequested })
  const was = refund({ ...ofVoid, providerRef: 'R1' })
  const { payment: again, refunds } = applyProviderResult(made('refused'), before, was)
  const next = refunds.findLast((one) => one.refundId === orderId)
  expect(next).toMatchObject({ status: 'pending', providerRef: null, attempt: 1 })
  expect(refunds).toContainEqual(expect.objectContaining({ status: 'refused', providerRef: 'R1' }))
  const late = applyProviderResult(made('done'), again, next, { refunds })
  expect(late).toMatchObject({ refunds: [], postings: [], events: [] })
})
