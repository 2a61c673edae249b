import { expect, it } from 'vitest'
import {
  cancel,
  type Deed,
  expectBooksToAgree,
  external,
  orderId,
  paymentOf,
  play,
  refundsOf,
  type State,
  settlements,
  toCaptured,
} from './testing-settled.ts'

const base = { orderId, provider: 'stripe', step: 'refund', refundId: orderId } as const
const refuse = (ref: string): Deed => ({ ...base, is: 'refused', reason: 'not_enough', ref })
const refusals = (times: number) =>
  Array.from({ length: times }, (_, index) => refuse(`re_n${index}`))

/** The first request, and one more after each of the twenty that the provider refuses. */
const givenUp = play([...toCaptured, cancel, ...refusals(21)])
const isUnderWay = (state: State) => refundsOf(state).some(({ status }) => status === 'pending')
const lastly = (state: State, count = 1) => state.events.slice(-count)

it('the order is told, once, when the provider has refused the refund of its void too often', () => {
  const before = play([...toCaptured, cancel, ...refusals(20)])
  expect([isUnderWay(before), before.events]).toEqual([true, ['authorised', 'captured']])
  expect([isUnderWay(givenUp), givenUp.events]).toEqual([
    false,
    ['authorised', 'captured', 'void_failed'],
  ])
  expect(paymentOf(givenUp)).toMatchObject({ status: 'captured', voidRequested: true })
  expect(play([refuse('re_n20')], givenUp).events).toEqual(givenUp.events)
  expectBooksToAgree(givenUp)
})

it.each([
  ['a void that is requested again', cancel],
  ['a declaration of `voided`', settlements.voided],
])('%s has the refund requested once more', (_, deed) => {
  const again = play([deed], givenUp)
  expect(isUnderWay(again)).toBe(true)
  const refused = play([refuse('re_21')], again)
  expect([isUnderWay(refused), lastly(refused)]).toEqual([false, ['void_failed']])
  const made = play([{ ...base, is: 'done', ref: 're_21' }], again)
  expect(paymentOf(made)).toMatchObject({ status: 'voided', refundedMinor: 500 })
  expectBooksToAgree(made)
})

it('a refund on the dashboard ends it, and so does a declared one', () => {
  const there = play([external('re_dashboard', 500)], givenUp)
  expect(lastly(there)).toEqual(['voided'])
  expect(paymentOf(there)).toMatchObject({ status: 'voided', refundedMinor: 500 })
  const declared = play([settlements.givenBack], givenUp)
  expect(paymentOf(declared)).toMatchObject({ status: 'voided', refundedMinor: 500 })
  for (const state of [there, declared]) expectBooksToAgree(state)
})

it('an order that was told that its money was given back is told when that fails', () => {
  const failed = play([external('re_x', 500), external('re_x', 500, 'refused')], givenUp)
  expect(lastly(failed, 3)).toEqual(['voided', 'refund_failed', 'void_failed'])
  expect(paymentOf(failed)).toMatchObject({ status: 'captured', refundedMinor: 0 })
  const again = play([cancel, { ...base, is: 'done', ref: 're_y' }], failed)
  expect(lastly(again)).toEqual(['voided'])
  expectBooksToAgree(again)
})
