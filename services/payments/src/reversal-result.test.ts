import { describe, expect, it } from 'vitest'
import type { Dispute } from './dispute.ts'
import { applyDispute } from './dispute-result.ts'
import { type Reversal, reversalKey } from './reversal.ts'
import { writeOff } from './reversal-result.ts'
import type { ProviderResult } from './step-result.ts'
import {
  byStripe,
  cancel,
  type Deed,
  expectBooksToAgree,
  external,
  paymentOf,
  play,
  refund,
  results,
  type State,
  toAuthorised,
  toCaptured,
} from './testing-settled.ts'

const reversal = (amountMinor: number, ref = 'rev_1'): ProviderResult => ({
  ...{ ...byStripe, step: 'reversal', is: 'reversed', ref, reason: 'chargeback' },
  money: { amountMinor, currency: 'GBP' },
})
const dispute = (
  amountMinor: number,
  status: Dispute['status'] = 'open',
  lostMinor?: number,
): ProviderResult => ({
  ...{ ...byStripe, step: 'dispute', is: 'disputed' },
  report: {
    ...{ disputeId: 'dp_1', money: { amountMinor, currency: 'GBP' }, reason: 'fraud', status },
    ...{ movements: status === 'won' ? 2 : 1, respondBy: null, lostMinor },
  },
})
const held = ({ postings }: State) =>
  postings
    .flatMap(({ entries }) => entries)
    .filter(({ account }) => account === 'balance:stripe')
    .reduce((sum, { debitMinor, creditMinor }) => sum + debitMinor - creditMinor, 0)

/** What the provider holds of ours after its facts, in this order. */
function holds(facts: readonly Deed[]): number {
  const state = play([...toCaptured, ...facts])
  expectBooksToAgree(state)
  return held(state)
}

describe('a reversal', () => {
  it('is booked with the amount that the provider names', () => {
    const state = play([...toCaptured, reversal(100)])
    expect(paymentOf(state)).toMatchObject({ capturedMinor: 500, reversedMinor: 100 })
    expect(held(state)).toBe(400)
    expect(state.events.at(-1)).toBe('capture_reversed')
  })

  it('is booked once by its id, and each other one besides', () => {
    expect(holds([reversal(100), reversal(100), reversal(100, 'rev_2')])).toBe(300)
  })

  it('of more than was captured is not booked', () => {
    expect(holds([reversal(501)])).toBe(500)
  })

  it('is not lost when another one looks as if it had taken all, and was the money of a dispute', () => {
    const all = [reversal(500), reversal(50, 'rev_2'), dispute(500), dispute(500, 'won')]
    expect(holds(all)).toBe(450)
    expect(holds(all.toReversed())).toBe(450)
  })

  it('is booked once, also when a refund that failed made room for it in between', () => {
    const failed = external('re_9', 200, 'refused')
    expect(holds([external('re_9', 200), reversal(300), failed, reversal(300)])).toBe(200)
  })

  it('leaves the same in any order with a refund', () => {
    const made = external('re_9', 200)
    expect(holds([made, reversal(300)])).toBe(0)
    expect(holds([reversal(300), made])).toBe(0)
  })

  it('is booked while a refund of ours is requested, which the provider refuses then', () => {
    const whole = { ...refund, amountMinor: 500 } as Deed
    expect(holds([whole, reversal(500), results.refundRefused])).toBe(0)
  })

  it('proves the capture before it', () => {
    const state = play([...toAuthorised, reversal(200), results.captured])
    expectBooksToAgree(state)
    expect(paymentOf(state)).toMatchObject({ capturedMinor: 500, reversedMinor: 200 })
  })

  it('is not given back when the order is cancelled', () => {
    const state = play([...toCaptured, reversal(100), cancel])
    expect(paymentOf(state).refundPendingMinor).toBe(400)
  })
})

describe('a reversal of the money of a dispute', () => {
  it.each([
    ['after it', [dispute(300), reversal(300)]],
    ['before it', [reversal(300), dispute(300)]],
  ])('told %s is booked as the dispute', (_, facts) => {
    const state = play([...toCaptured, ...facts])
    expectBooksToAgree(state)
    expect(held(state)).toBe(200)
    expect(paymentOf(state)).toMatchObject({ disputedMinor: 300, reversedMinor: 0 })
    expect(holds([...facts, dispute(300, 'won')])).toBe(500)
  })

  const lostInPart = dispute(500, 'lost', 200)
  it.each([
    ['told first', [dispute(500), lostInPart, reversal(200)]],
    ['told last', [reversal(200), dispute(500), lostInPart]],
    ['told in between', [dispute(500), reversal(200), lostInPart]],
    ['told by its end alone', [lostInPart, reversal(200)]],
  ])('of which the buyer won a part is booked once, with the dispute %s', (_, facts) => {
    const state = play([...toCaptured, ...facts])
    expectBooksToAgree(state)
    expect(held(state)).toBe(300)
    expect(paymentOf(state)).toMatchObject({ chargedBackMinor: 200, reversedMinor: 0 })
  })

  it('of another amount is booked besides', () => {
    expect(holds([dispute(300), reversal(200)])).toBe(0)
    expect(holds([reversal(200), dispute(300)])).toBe(0)
  })
})

describe('a reversal that is written off', () => {
  const reversed = play([...toCaptured, reversal(300)])
  const due = reversed.reversals.get('stripe rev_1') as Reversal
  const change = writeOff(paymentOf(reversed), due)

  it('is due no longer, and lost', () => {
    expect(change.payment).toMatchObject({ reversedMinor: 0, chargedBackMinor: 300 })
    expect(change.postings).toMatchObject([{ kind: 'reversal_written_off' }])
  })
  it('is written off once', () => {
    const [after] = change.reversals
    if (!after || !change.payment) throw new Error('expected a change')
    expect(reversalKey(after)).toBe('stripe rev_1')
    expect(writeOff(change.payment, after)).toMatchObject({ reversals: [], postings: [] })
  })
  it('is the money of a dispute that is told later', () => {
    if (!change.payment) throw new Error('expected a change')
    const { report } = dispute(300) as Extract<ProviderResult, { is: 'disputed' }>
    const { payment } = applyDispute(report, change.payment, undefined, change.reversals)
    expect(payment).toMatchObject({ reversedMinor: 0, chargedBackMinor: 0, disputedMinor: 300 })
  })
})
