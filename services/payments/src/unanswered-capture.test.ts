import { expect, it } from 'vitest'
import type { Payment, Provider } from './payment.ts'
import { schedule } from './schedule.ts'
import {
  authorise,
  cancel,
  capture,
  type Deed,
  paymentOf,
  play,
  results,
  type State,
} from './testing-settled.ts'

const now = new Date('2026-01-01T00:00:00Z')
const unanswered = (isEnded: boolean, provider: Provider = 'stripe'): Deed => ({
  ...{ orderId: results.captured.orderId, provider, step: 'capture' },
  ...{ is: 'retry', maybeSent: true, isEnded },
})
const capturing = play([authorise, results.authorised, capture])
/** A worker has it in hand. */
const inHand = (state: State): State => {
  const payment = { ...paymentOf(state), lease: 'w' }
  return { ...state, payments: new Map([[payment.orderId, payment]]) }
}
const ended = play([unanswered(false), unanswered(true)], capturing)

it('a capture without an answer is due, once its authorisation has ended, and told once', () => {
  expect(play([unanswered(false)], capturing).events).not.toContain('capture_failed')
  const again = play([unanswered(true), unanswered(true)], ended)
  expect(again.published.slice(-1)).toEqual([
    { type: 'capture_failed', reason: 'capture_unanswered' },
  ])
  expect(again.events.filter((type) => type === 'capture_failed')).toHaveLength(1)
  expect(paymentOf(again)).toMatchObject({ status: 'authorised', pendingStep: 'capture' })
})

it('it keeps its key, and the provider may still say that it captured it', () => {
  expect(paymentOf(ended)).toMatchObject({ captureAttempt: 0, keysUsed: 0, maybeSent: true })
  expect(paymentOf(play([results.captured], ended))).toMatchObject({
    ...{ status: 'captured', capturedMinor: 500 },
  })
})

it('that of an order which is cancelled is told of no more', () => {
  const after = play([cancel, unanswered(true)], capturing)
  expect(after.events).not.toContain('capture_failed')
})

const dueAfter = (before: State, after: State) =>
  schedule(before, after, 'lease', now).payments[0]?.dueAt
const manyUnanswered = (isEnded: boolean) => Array.from({ length: 9 }, () => unanswered(isEnded))

it.each([
  ['before its authorisation has ended', play(manyUnanswered(false), capturing)],
  ['after that', play(manyUnanswered(true), capturing)],
])(
  'an order that is cancelled %s has the provider asked at once, and then with growing pauses',
  (_, before) => {
    const cancelled = play([cancel], before)
    expect(dueAfter(before, cancelled)).toEqual(now)
    expect(pausesAfter(cancelled).slice(0, 3)).toEqual([60_000, 120_000, 240_000])
    expect(pausesAfter(cancelled).at(-1)).toBe(6 * 3_600_000)
  },
)

it('an order that is cancelled while its capture is requested has it requested again with growing pauses', () => {
  const before = inHand(play(manyUnanswered(false), capturing))
  const cancelled = play([cancel], before)
  expect(paymentOf(cancelled)).toMatchObject({ pendingStep: 'capture', lease: 'w' })
  expect(dueAfter(before, cancelled)).toBeNull()
  expect(pausesAfter(cancelled).slice(0, 2)).toEqual([60_000, 120_000])
})

it('an order that is cancelled again has a capture that waits requested at once, and one that is in hand left to its worker', () => {
  const waiting = play([cancel, ...manyUnanswered(false)], inHand(capturing))
  expect(pausesAfter(waiting)[0]).toBe(6 * 3_600_000)
  const again = play([cancel], waiting)
  expect(dueAfter(waiting, again)).toEqual(now)
  expect(pausesAfter(again).slice(0, 2)).toEqual([60_000, 120_000])
  expect(again.published).toEqual(waiting.published)
  const asked = inHand(waiting)
  expect(paymentOf(play([cancel], asked))).toEqual(paymentOf(asked))
})

/** How long each of the next requests waits that has no answer either. */
function pausesAfter(state: State): readonly number[] {
  let payment: Payment = paymentOf(state)
  const pausesMs: number[] = []
  for (let n = 0; n < 12; n += 1) {
    const before = { payments: new Map([[payment.orderId, payment]]), refunds: new Map() }
    const provider = payment.provider as Provider
    const after = play([unanswered(true, provider)], { ...state, payments: before.payments })
    const [row] = schedule(before, after, 'lease', now).payments
    pausesMs.push(Number(row?.dueAt) - now.getTime())
    payment = paymentOf(after)
  }
  return pausesMs
}

const { capturePending, captureRefused } = results
const part = { ...results.captured, provider: 'paypal', amountMinor: 200 } as const
const byPaypal = (deed: Deed) => ({ ...deed, provider: 'paypal' }) as Deed
const ofPart = (is: object) => ({ ...part, ref: 'C-1', captureRef: 'C-1', ...is }) as Deed

it.each<[string, State]>([
  ['that was not answered before', capturing],
  ['that was refused and is requested again', play([captureRefused, capture], capturing)],
  ['that the provider took on and refused', play([capturePending, captureRefused], capturing)],
  [
    'of the rest of a part that was pending',
    play([
      ...[{ ...authorise, method: 'paypal' } as Deed, byPaypal(results.authorised), capture],
      ...[ofPart({ is: 'pending', reason: 'slow' }), ofPart({ isFinal: false })],
    ]),
  ],
])('a capture %s is due, told and asked again with growing pauses up to 6 hours', (_, before) => {
  const is = play([unanswered(true, paymentOf(before).provider as Provider)], before)
  expect(paymentOf(is)).toMatchObject({ pendingStep: 'capture', reason: 'capture_unanswered' })
  expect(is.published.at(-1)).toEqual({ type: 'capture_failed', reason: 'capture_unanswered' })
  const pausesMs = pausesAfter(is)
  expect(pausesMs.slice(0, 3)).toEqual([60_000, 120_000, 240_000])
  expect(pausesMs.at(-1)).toBe(6 * 3_600_000)
})

const failed: Deed = { ...results.captureRefused, step: 'authorise', is: 'declined' }
const leasedFirst = play([authorise, results.authorised, capture, failed])
const takenOn = play([{ ...capturePending, lease: 'w' }], inHand(leasedFirst))

it.each([
  ['the first attempt', ended],
  ['a later attempt', play([capturePending, captureRefused, unanswered(true)], capturing)],
  ['one that Stripe had taken on', play([unanswered(true)], takenOn)],
])('a refusal of %s, which was not answered before, is told', (_, before) => {
  const { captureAttempt, keysUsed } = paymentOf(before)
  const after = play([{ ...captureRefused, lease: 'w' }], inHand(before))
  expect(after.published.at(-1)).toEqual({ type: 'capture_refused', reason: 'no' })
  expect(paymentOf(after)).toMatchObject({
    ...{ status: 'authorised', pendingStep: null, captureAttempt, keysUsed: keysUsed + 1 },
  })
})
