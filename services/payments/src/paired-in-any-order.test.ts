import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DisputeReport } from './dispute.ts'
import type { ReversalResult } from './step-result.ts'
import {
  authorise,
  byPaypal,
  capture,
  type Deed,
  expectBooksToAgree,
  paymentOf,
  play,
} from './testing-settled.ts'

const currency = 'GBP'
const captured = (captureRef: string, isFinal: boolean): Deed => ({
  ...{ ...byPaypal, step: 'capture', is: 'done', ref: captureRef, captureRef },
  ...{ amountMinor: 250, isFinal },
})
const begun = play([
  { ...authorise, method: 'paypal' } as Deed,
  { ...byPaypal, step: 'authorise', is: 'done', ref: 'A-0' },
  capture,
  captured('C-1', false),
  captured('C-2', true),
])

const reversal = (amountMinor: number, n = 1, captureRef = 'C-1'): ReversalResult => ({
  ...{ ...byPaypal, step: 'reversal', is: 'reversed', ref: `R-${captureRef}-${amountMinor}-${n}` },
  ...{ money: { amountMinor, currency }, captureRef, reason: 'chargeback' },
})
const dispute = (
  disputeId: string,
  about: Pick<DisputeReport, 'status' | 'movements'> & Partial<DisputeReport>,
): Deed => ({
  ...{ ...byPaypal, step: 'dispute', is: 'disputed' },
  report: {
    ...{ disputeId, captureRef: 'C-1', money: { amountMinor: 100, currency }, reason: 'fraud' },
    ...{ respondBy: null, ...about },
  },
})
const open = { status: 'open', movements: 1 } as const
const won = { status: 'won', movements: 2 } as const
const lostInPart = { status: 'lost', movements: 1, lostMinor: 34 } as const

/** The payment and its captures after these facts; the books agree after each fact. */
function booked(facts: readonly Deed[]) {
  let state = begun
  for (const fact of facts) {
    state = play([fact], state)
    expectBooksToAgree(state)
  }
  const { reversedMinor, disputedMinor, chargedBackMinor, captures } = paymentOf(state)
  const takenMinor = captures.map(({ ref, takenMinor = 0 }) => `${ref} ${takenMinor}`)
  return { reversedMinor, disputedMinor, chargedBackMinor, takenMinor }
}

const permutations = (all: readonly Deed[]): Deed[][] =>
  all.length === 0
    ? [[]]
    : all.flatMap((first) =>
        permutations(all.filter((one) => one !== first)).map((rest) => [first, ...rest]),
      )

describe('of two disputes, one lost in part and one won, whose money a reversal each tells of', () => {
  const ends = [dispute('A', lostInPart), dispute('B', won)]
  const all = permutations([...ends, reversal(100), reversal(34)])
  it.each(all.map((facts) => [facts.map(nameOf).join(', '), facts] as const))(
    'nothing is booked besides: %s',
    (_, facts) => {
      const takenMinor = ['C-1 34', 'C-2 0']
      const left = { reversedMinor: 0, disputedMinor: 0, chargedBackMinor: 34, takenMinor }
      expect(booked(facts)).toEqual(left)
      expect(booked([dispute('A', open), dispute('B', open), ...facts])).toEqual(left)
    },
  )
})

function nameOf(fact: Deed): string {
  if (!('is' in fact)) return fact.type
  if (fact.is === 'disputed') return fact.report.disputeId
  return fact.is === 'reversed' ? String(fact.money.amountMinor) : fact.is
}

it('a reversal leaves its dispute to one of more money, and is paired again with another one, more than once', () => {
  const more = [dispute('B', lostInPart), reversal(100, 2), dispute('D', lostInPart)]
  const takenMinor = ['C-1 102', 'C-2 0']
  const left = { reversedMinor: 0, disputedMinor: 0, chargedBackMinor: 102, takenMinor }
  expect(booked([dispute('A', lostInPart), reversal(34), reversal(100), ...more])).toEqual(left)
})

it('a reversal of another capture is booked besides the dispute', () => {
  const facts = [dispute('A', open), reversal(100, 1, 'C-2')]
  const takenMinor = ['C-1 100', 'C-2 100']
  const left = { reversedMinor: 100, disputedMinor: 100, chargedBackMinor: 0, takenMinor }
  expect(booked(facts)).toEqual(left)
  expect(booked(facts.toReversed())).toEqual(left)
})

const captureRef = fc.constantFrom('C-1', 'C-2')
const reversals = fc
  .array(fc.tuple(fc.constantFrom(34, 50, 100), captureRef), { maxLength: 5 })
  .map((all) => all.map(([amountMinor, ref], n) => reversal(amountMinor, n, ref)))
const end = fc.constantFrom(
  ...[undefined, won, lostInPart, { status: 'lost', movements: 1 } as const],
  { status: 'won', movements: 0 } as const,
)
const disputes = fc
  .array(fc.tuple(fc.constantFrom(50, 100), captureRef, end), { maxLength: 4 })
  .map((all) =>
    all.flatMap(([amountMinor, ref, closed], n) => {
      const about = { captureRef: ref, money: { amountMinor, currency } }
      const opened = closed?.movements === 0 ? { ...open, movements: 0 as const } : open
      const reports = [opened, ...(closed ? [closed] : [])]
      return reports.map((one) => dispute(`D-${n}`, { ...about, ...one }))
    }),
  )

it('the books of any reversals and disputes do not depend on the order in which they are told', () => {
  const facts = fc.tuple(reversals, disputes).chain(([some, more]) => {
    const all: Deed[] = [...some, ...more]
    const inAnyOrder = fc.shuffledSubarray(all, { minLength: all.length })
    return fc.tuple(inAnyOrder, inAnyOrder)
  })
  fc.assert(
    fc.property(facts, ([once, again]) => {
      expect(booked(once)).toEqual(booked(again))
      expect(booked([...once, ...again])).toEqual(booked(once))
    }),
    { numRuns: 1_000 },
  )
})
