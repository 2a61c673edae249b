import { expect, it } from 'vitest'
import { type Payment, type Refund, tombstone } from './payment.ts'
import { applyProviderResult } from './provider-result.ts'
import { refundIdOf } from './refund-id.ts'
import type { ProviderResult } from './step-result.ts'

const orderId = '00000000-0000-7000-8000-000000000001'
const refundId = refundIdOf('paypal', 'R1')
const payment = (more: Partial<Payment> = {}): Payment => ({
  ...tombstone(orderId),
  ...{ customerId: 'ann', method: 'paypal', provider: 'paypal', amountMinor: 500, currency: 'GBP' },
  ...{ status: 'captured', capturedMinor: 500, voidRequested: false, reason: null, ...more },
})
const made = (is: 'done' | 'pending' | 'refused', amountMinor = 200): ProviderResult => ({
  ...{ orderId, provider: 'paypal', step: 'refund', refundId, is, ref: 'R1', reason: 'echeck' },
  external: { amountMinor, currency: 'GBP', captureRef: 'CAP-1' },
})
const capturing = { status: 'authorised', pendingStep: 'capture', capturedMinor: 0 } as const
const voidOfAll = { voidRequested: true, refundPendingMinor: 500 } as const

/** The result and the payment before it; the events, postings and refunds that follow. */
const grid: [string, ProviderResult, Partial<Payment>, string[], string[], string[]][] = [
  ['is booked', made('done'), {}, ['refunded'], ['refunded'], ['refunded 200']],
  [
    'that is not settled waits',
    made('pending'),
    {},
    ['refund_pending'],
    ['refund_begun'],
    ['pending 200'],
  ],
  ['that failed is remembered, and books nothing', made('refused'), {}, [], [], ['refused 200']],
  [
    'proves as much of the capture that got no response yet, and PayPal may capture more',
    made('done'),
    capturing,
    ['refunded'],
    ['captured', 'refunded'],
    ['refunded 200'],
  ],
  ['of more than was captured is not booked', made('done', 501), {}, [], [], []],
  ['in another currency is not booked', made('done'), { currency: 'EUR' }, [], [], []],
  [
    'of what counted as voided proves the capture',
    made('done'),
    { status: 'voided', capturedMinor: 0 },
    ['captured', 'refunded'],
    ['captured', 'refunded'],
    ['refunded 200'],
  ],
  [
    'goes before one of ours that still waits for the provider',
    made('done', 400),
    { refundPendingMinor: 300 },
    ['refunded'],
    ['refunded'],
    ['refunded 400'],
  ],
]

it.each(grid)(
  'a refund made at the provider %s',
  (_, result, before, events, postings, refunds) => {
    const change = applyProviderResult(result, payment(before), undefined)
    expect(change.events.map(({ type }) => type)).toEqual(events)
    expect(change.postings.map(({ kind }) => kind)).toEqual(postings)
    expect(change.refunds.map((one) => `${one.status} ${one.amountMinor}`)).toEqual(refunds)
  },
)

it('is booked once, whichever of its events comes first', () => {
  const first = applyProviderResult(made('done'), payment(), undefined)
  const again = (is: 'done' | 'pending') =>
    applyProviderResult(made(is), first.payment, first.refunds[0])
  expect(again('done')).toMatchObject({ postings: [], events: [], refunds: [] })
  expect(again('pending')).toMatchObject({ postings: [], events: [], refunds: [] })
})

it.each([
  [200, 'pending 300 1', undefined],
  [500, 'refused 500 0', 'voided'],
])(
  'the refund of a void gives back what %d refunded at the provider left',
  (there, becomes, event) => {
    const ours: Refund = {
      ...{ refundId: orderId, orderId, amountMinor: 500, status: 'pending', reason: null },
      ...{
        providerRef: null,
        attempts: 0,
        attempt: 0,
        keysUsed: 0,
        lease: null,
        traceparent: null,
      },
      origin: 'order',
    }
    const before = applyProviderResult(made('done', there), payment(voidOfAll), undefined).payment
    const refused: ProviderResult = {
      ...{ orderId, provider: 'paypal', step: 'refund', refundId: orderId, is: 'refused' },
      reason: 'refund_amount_exceeded',
    }
    const { refunds, events } = applyProviderResult(refused, before, ours)
    const after = refunds.map((one) => `${one.status} ${one.amountMinor} ${one.attempt}`)
    expect(after.at(-1)).toBe(becomes)
    expect(events[0]?.type).toBe(event)
  },
)
