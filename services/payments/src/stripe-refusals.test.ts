import { expect, it } from 'vitest'
import { stripeResult } from './clients/stripe-webhook.ts'
import { schedule } from './schedule.ts'
import {
  cancel,
  capture,
  type Deed,
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
  'the failure of %s, told before the answer that says pending, has that answer dropped',
  (_, before) => {
    const underWay = leased(before)
    const told = play([failed], underWay)
    const { keysUsed } = paymentOf(underWay)
    expect(paymentOf(told)).toMatchObject({ lease: null, keysUsed: keysUsed + 1 })
    expect(told.events).toEqual(underWay.events)
    const answered = play([answer], told)
    expect(paymentOf(answered)).toMatchObject({ pendingStep: 'capture', capturePendingMinor: 0 })
    expect(isRequestedAgain(underWay, answered)).toBe(true)
  },
)

it('the failure of a capture whose answer was lost has it requested by another key: its own repeats that it is pending', () => {
  const told = play([lost, failed], leased(first))
  const { keysUsed } = paymentOf(first)
  expect(paymentOf(told)).toMatchObject({ pendingStep: 'capture', keysUsed: keysUsed + 1 })
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
  expect(isRequestedAgain(underWay, play([answer], underWay))).toBe(false)
})
