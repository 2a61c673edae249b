import { expect, it } from 'vitest'
import type { Payment } from './payment.ts'
import { applyProviderResult } from './provider-result.ts'
import type { ProviderResult } from './step-result.ts'
import {
  capture,
  expectBooksToAgree,
  external,
  orderId,
  paymentOf,
  play,
  results,
  toAuthorised,
  toCaptured,
} from './testing-settled.ts'

const of = { orderId, provider: 'stripe' } as const
const money = { amountMinor: 0, currency: 'GBP' }
const about = { disputeId: 'dp_1', reason: 'fraud', respondBy: null }
const captured = play(toCaptured)
const changesNothing = (result: ProviderResult, payment: Payment) =>
  expect(applyProviderResult(result, payment, undefined)).toMatchObject({
    ...{ payment, refunds: [], disputes: [], reversals: [], postings: [], events: [] },
  })

it.each<[string, ProviderResult]>([
  ['a reversal', { ...of, step: 'reversal', is: 'reversed', ref: 'R', money, reason: 'x' }],
  [
    'a reversal of less than nothing',
    {
      ...{ ...of, step: 'reversal', is: 'reversed', ref: 'R', reason: 'x' },
      money: { ...money, amountMinor: -100 },
    },
  ],
  [
    'a dispute',
    {
      ...{ ...of, step: 'dispute', is: 'disputed' },
      report: { ...about, money, status: 'open', movements: 1 },
    },
  ],
  ['a refund on the dashboard', external('re_d', 0)],
])('%s of no money changes nothing', (_, result) => {
  changesNothing(result, paymentOf(captured))
})

it('a capture of no money on the dashboard changes nothing', () => {
  const paypal = { ...paymentOf(play(toAuthorised)), provider: 'paypal' } as const
  const result: ProviderResult = {
    ...{ ...of, provider: 'paypal', step: 'capture', is: 'done', ref: 'C-1', captureRef: 'C-1' },
    ...{ amountMinor: 0, isFinal: true },
  }
  changesNothing(result, paypal)
})

it('an answer to a request of ours ends the step, whatever it says that was captured', () => {
  const state = play([...toAuthorised, capture])
  const after = play([{ ...results.captured, amountMinor: 500 }], state)
  expect(paymentOf(after)).toMatchObject({ status: 'captured', pendingStep: null })
  expectBooksToAgree(after)
})
