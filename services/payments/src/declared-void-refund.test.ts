import { describe, expect, it } from 'vitest'
import {
  type Deed,
  expectBooksToAgree,
  external,
  paymentOf,
  play,
  refundsOf,
  results,
  settlements,
  toAuthorised,
} from './testing-settled.ts'

/** Nothing but a refund that failed tells of the capture. */
const before: Deed[] = [...toAuthorised, external('re_1', 100), external('re_1', 100, 'refused')]
/** What is known of it was declared as given back, under `re_9`. */
const declared = [...before, settlements.givenBack]
/** The capture turns out to be more: the rest is given back by another refund of the void. */
const captured: Deed = { ...results.captured, amountMinor: 300 }

/** The refunds after these deeds; the books agree after each. */
function after(deeds: readonly Deed[]) {
  let state = play(declared)
  for (const deed of deeds) {
    state = play([deed], state)
    expectBooksToAgree(state)
  }
  const refunds = refundsOf(state).map(
    ({ status, amountMinor, providerRef }) => `${status} ${amountMinor} ${providerRef}`,
  )
  return { refunds: refunds.toSorted(), refundedMinor: paymentOf(state).refundedMinor }
}

it('a declared refund that the provider told as pending is not taken for another one of its amount', () => {
  const deeds = [
    ...[external('re_2', 100, 'pending'), captured, external('re_3', 100, 'pending')],
    ...[external('re_2', 100, 'refused'), external('re_3', 100)],
  ]
  expect(after(deeds)).toEqual({
    refunds: ['failed 100 re_1', 'failed 100 re_2', 'pending 200 null', 'refunded 100 re_3'],
    refundedMinor: 100,
  })
})

describe('a declared refund that the provider made under another reference stays booked when the declared one', () => {
  it.each([
    ['is made', external('re_9', 100), 'refunded 100 re_9', 200],
    ['fails', external('re_9', 50, 'refused'), 'refused 50 re_9', 100],
  ] as const)('%s', (_, other, becomes, refundedMinor) => {
    expect(after([captured, external('re_3', 100), other])).toEqual({
      refunds: ['failed 100 re_1', 'pending 200 null', 'refunded 100 re_3', becomes].toSorted(),
      refundedMinor,
    })
  })
})

it('a refund that was declared without a reference stays booked when more is given back', () => {
  const { reference: _, ...withoutReference } = settlements.givenBack
  const state = play([...before, withoutReference as Deed, captured])
  expectBooksToAgree(state)
  expect(paymentOf(state)).toMatchObject({ refundedMinor: 100, refundPendingMinor: 200 })
})
