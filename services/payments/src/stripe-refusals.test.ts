import { describe, expect, it } from 'vitest'
import { stripeResult } from './clients/stripe-webhook.ts'
import { schedule } from './schedule.ts'
import {
  byStripe,
  cancel,
  capture,
  type Deed,
  expectBooksToAgree,
  orderId,
  paymentOf,
  play,
  results,
  type State,
  toAuthorised,
} from './testing-settled.ts'

const intent = { id: 'pi_1', metadata: { order_id: orderId } }
const last_payment_error = { code: 'card_declined' }
/** What Stripe tells of a capture that failed names neither the capture nor the request. */
const failed = stripeResult('payment_intent.payment_failed', {
  ...intent,
  last_payment_error,
}) as Deed
const processing = stripeResult('payment_intent.processing', intent) as Deed
const answer: Deed = { ...results.capturePending, lease: 'w' }
const lost: Deed = { ...answer, is: 'retry', maybeSent: true }

const leased = (state: State, lease = 'w'): State => ({
  ...state,
  payments: new Map([[orderId, { ...paymentOf(state), lease }]]),
})
const isRequestedAgain = (before: State, after: State) =>
  schedule(before, after, 'l', new Date(0)).payments[0]?.dueAt !== 'infinity'

const first = play([...toAuthorised, capture])
const due = play([results.capturePending, failed], first)

it.each([
  ['the first attempt', first],
  ['a later attempt', due],
  ['the capture of an order that was cancelled meanwhile', play([cancel], first)],
])(
  'the failure of %s, told before the answer that says pending, has it requested by another key',
  (_, before) => {
    const underWay = leased(before)
    const told = play([failed], underWay)
    expect(paymentOf(told)).toMatchObject({ lease: 'w', pendingStep: 'capture' })
    const answered = play([answer], told)
    expect(answered.events).toEqual(underWay.events)
    expect(paymentOf(answered)).toMatchObject({
      ...{ pendingStep: 'capture', capturePendingMinor: 0, lease: null },
      keysUsed: paymentOf(underWay).keysUsed + 1,
    })
    expect(isRequestedAgain(told, answered)).toBe(true)
    expect(isRequestedAgain(underWay, answered)).toBe(true)
  },
)

it('the failure of a capture whose answer was lost has it requested by another key, since its own repeats that it is pending', () => {
  const told = leased(play([lost, failed], leased(first)))
  const answered = play([answer], told)
  expect(paymentOf(answered)).toMatchObject({ capturePendingMinor: 0, lease: null })
  expect(paymentOf(answered).keysUsed).toBe(paymentOf(told).keysUsed + 1)
  expect(isRequestedAgain(told, answered)).toBe(true)
  const pending = play([answer], leased(answered))
  expect(paymentOf(pending)).toMatchObject({ capturePendingMinor: 500, lease: null })
})

it('the failure of a capture leaves it due, whether it is told before or after the answer that says pending', () => {
  const refused: Deed = {
    ...{ ...results.captureRefused, reason: 'payment_intent_unexpected_state', lease: 'w' },
  }
  const before = leased(play([failed, processing, answer], leased(first)))
  const told = play([refused], before)
  const after = play([answer, failed], leased(first))
  for (const one of [told, after])
    expect(paymentOf(one)).toMatchObject({
      ...{ pendingStep: 'capture', captureAttempt: 1, capturePendingMinor: 0, lease: null },
    })
  expect(told.published.at(-1)).toEqual({ type: 'capture_failed', reason: 'capture_failed' })
  expect(after.published.at(-1)?.type).toBe('capture_failed')
  const [row] = schedule(before, told, 'l', new Date(0)).payments
  expect(row?.dueAt).toEqual(new Date(60_000))
  expect(play([refused], leased(told)).published).toHaveLength(told.published.length)
})

it('an answer that a capture is refused counts, whatever was told before it', () => {
  const told = play([failed], leased(first))
  const refused = play([{ ...results.captureRefused, lease: 'w' }], told)
  expect(refused.events.at(-1)).toBe('capture_refused')
  expect(paymentOf(refused).pendingStep).toBeNull()
})

it('a failed authorisation that is told late ends no capture', () => {
  const again = leased(play([failed], leased(first)), 'w2')
  const answered = play([{ ...results.captured, lease: 'w2' }], again)
  expect(paymentOf(answered)).toMatchObject({ status: 'captured', pendingStep: null })
})

it('the failure of a capture that is pending leaves it due', () => {
  const told = play([processing, failed], first)
  expect(told.events.slice(-2)).toEqual(['capture_pending', 'capture_failed'])
})

it('the failure and the older news of one capture, booked together, leave the capture to be requested again', () => {
  const underWay = leased(first)
  expect(isRequestedAgain(underWay, play([failed, processing], underWay))).toBe(true)
  expect(isRequestedAgain(underWay, play([failed, answer, processing], underWay))).toBe(true)
  expect(isRequestedAgain(underWay, play([answer], underWay))).toBe(false)
})

describe('a void that Stripe refuses since it is capturing the intent', () => {
  const until = new Date(600_000)
  const refused: Deed = { ...byStripe, step: 'void', is: 'review', ref: 'pi_1', until, lease: 'w' }
  const before = leased(play([...toAuthorised, cancel]))
  const waiting = play([refused], before)

  it('is requested again after a while by another key, and not told as made', () => {
    expect(paymentOf(waiting)).toMatchObject({ pendingStep: 'void', keysUsed: 1, lease: null })
    expect(schedule(before, waiting, 'l', new Date(0)).payments[0]?.dueAt).toEqual(until)
    expect(play([refused], leased(waiting)).events).toEqual(before.events)
  })

  it('is requested at once when the capture failed, and leaves nothing held', () => {
    const told = play([failed], waiting)
    expect(schedule(waiting, told, 'l', new Date(0)).tasks).toMatchObject([{ step: 'void' }])
    const voided = play([{ ...results.voided, lease: 'w' }], leased(told))
    expect(paymentOf(voided)).toMatchObject({ status: 'voided', action: null, capturedMinor: 0 })
    expect(voided.events.at(-1)).toBe('voided')
  })

  it.each([
    ['Stripe tells', results.captured],
    ['the void that is requested again finds', { ...results.captured, lease: 'w' } as const],
  ])('gives back what %s that it captured', (_, captured) => {
    const made = play([captured], leased(waiting))
    expect(paymentOf(made)).toMatchObject({ capturedMinor: 500, refundPendingMinor: 500 })
    const returned = play([results.voidRefunded], made)
    expect(paymentOf(returned)).toMatchObject({ status: 'voided', refundedMinor: 500 })
    expect(returned.events.at(-1)).toBe('voided')
    expectBooksToAgree(returned)
  })
})

const refusedAnswer: Deed = { ...results.captureRefused, lease: 'w' }
const toldAndAnswered = play([refusedAnswer], leased(play([failed], leased(due))))
const answeredAndTold = play([refusedAnswer, failed], leased(due))

it.each([
  ['told and answered', toldAndAnswered],
  ['answered and told', answeredAndTold],
])(
  'the failure of a later attempt without an answer has it requested at once, also after one that was %s',
  (_, before) => {
    let state = before
    for (let n = 0; n < 9; n += 1) state = play([lost], leased(state))
    const told = play([failed], state)
    const [row] = schedule(state, told, 'l', new Date(0)).payments
    expect(row?.dueAt).toEqual(new Date(0))
  },
)

it('a refusal that answers its request uses up the failure that was told of it: the next answer that says pending counts', () => {
  expect(paymentOf(play([answer], leased(toldAndAnswered)))).toMatchObject({
    ...{ capturePendingMinor: 500, keysUsed: paymentOf(toldAndAnswered).keysUsed, lease: null },
  })
})
