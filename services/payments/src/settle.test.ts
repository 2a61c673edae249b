import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  authorise,
  cancel,
  capture,
  type Deed,
  expectBooksToAgree,
  external,
  paymentOf,
  play,
  refund,
  results,
  settlements,
  toAuthorised,
  toCaptured,
} from './testing-settled.ts'

describe('a payment that was settled', () => {
  it.each([
    ['voided while it is authorised', [...toAuthorised, cancel], 'voided', 'voided', 0, 0],
    [
      'voided while its capture is pending',
      [...toAuthorised, capture, results.capturePending, cancel],
      'voided',
      'voided',
      0,
      0,
    ],
    ['refunded at the provider', [...toAuthorised, cancel], 'givenBack', 'voided', 500, 500],
    [
      'refunded while our refund is under way',
      [...toCaptured, cancel],
      'givenBack',
      'voided',
      500,
      500,
    ],
    ['captured', [...toAuthorised, capture], 'captured', 'captured', 500, 0],
    [
      'captured after it was pending',
      [...toAuthorised, capture, results.capturePending],
      'captured',
      'captured',
      500,
      0,
    ],
    ['with a refund that never came here', toCaptured, 'refunded', 'captured', 500, 200],
    [
      'with a pending refund that was made',
      [...toCaptured, refund, results.refundPending],
      'refunded',
      'captured',
      500,
      200,
    ],
    [
      'with a pending refund that was not made',
      [...toCaptured, refund],
      'refundDeclined',
      'captured',
      500,
      0,
    ],
  ] as const)('%s', (_, before, name, status, capturedMinor, refundedMinor) => {
    const state = play([...before, settlements[name], settlements[name]])
    expectBooksToAgree(state)
    expect(paymentOf(state)).toMatchObject({
      ...{ status, capturedMinor, refundedMinor, pendingStep: null },
      ...{ refundPendingMinor: 0, capturePendingMinor: 0 },
    })
  })

  it.each([
    ['a capture', [...toAuthorised, capture], 'declined', results.captured, 'captured'],
    ['a refund', [...toCaptured, refund], 'refundDeclined', results.refunded, 'refunded'],
  ] as const)(
    'as declined books %s that the provider made after all',
    (_, before, name, late, event) => {
      const state = play([...before, settlements[name], late])
      expectBooksToAgree(state)
      expect(state.events.at(-1)).toBe(event)
    },
  )

  it('as declined tells the order again of what the provider had confirmed', () => {
    expect(play([...toCaptured, settlements.declined]).events.at(-1)).toBe('captured')
  })
})

it('after any settlement at any moment the ledger agrees with the payment, also when late results arrive', () => {
  const atProvider = (['done', 'pending', 'refused'] as const).flatMap((is) => [
    ...[external('re_9', 200, is), external('re_9', 500, is), external('re_8', 200, is)],
  ])
  const deeds: Deed[] = [capture, cancel, refund, ...Object.values(results), ...atProvider]
  const stories = fc.array(fc.constantFrom(...deeds, ...Object.values(settlements)), {
    maxLength: 14,
  })
  fc.assert(
    fc.property(stories, (story) => expectBooksToAgree(play([authorise, ...story]))),
    { numRuns: 2_000 },
  )
})
