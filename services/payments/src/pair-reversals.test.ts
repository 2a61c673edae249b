import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Dispute } from './dispute.ts'
import { pairReversals } from './pair-reversals.ts'
import type { Reversal } from './reversal.ts'
import { orderId } from './testing-settled.ts'

const reversal = (reversalId: string, amountMinor: number, more?: Partial<Reversal>): Reversal => ({
  ...{ provider: 'paypal', reversalId, orderId, amountMinor, currency: 'GBP', reason: 'x' },
  ...{ status: 'due', disputeId: null, captureRef: null, timesUnpaired: 0, ...more },
})
const dispute = (disputeId: string, amountMinor: number, more?: Partial<Dispute>): Dispute => ({
  ...{ provider: 'paypal', disputeId, orderId, amountMinor, currency: 'GBP', reason: 'x' },
  ...{ status: 'open', movements: 1, lostMinor: null, captureRef: null, respondBy: null },
  ...{ asOf: null, timesBooked: 0, ...more },
})
const lostInPart = { status: 'lost', lostMinor: 34 } as const

const grid: [string, Reversal[], Dispute[], Record<string, string>][] = [
  ['of the amount of a dispute', [reversal('r', 100)], [dispute('A', 100)], { r: 'A' }],
  ['of what was lost', [reversal('r', 34)], [dispute('A', 100, lostInPart)], { r: 'A' }],
  ['of another amount', [reversal('r', 99)], [dispute('A', 100, lostInPart)], {}],
  ['of an inquiry', [reversal('r', 100)], [dispute('A', 100, { movements: 0 })], {}],
  [
    'one for each dispute',
    [reversal('r', 100), reversal('s', 100)],
    [dispute('A', 100)],
    { r: 'A' },
  ],
  [
    'of another dispute, where one fits no other',
    [reversal('r', 100), reversal('s', 34)],
    [dispute('A', 100, lostInPart), dispute('B', 100)],
    { r: 'B', s: 'A' },
  ],
  [
    'of the larger amount, where either fits',
    [reversal('r', 34), reversal('s', 100)],
    [dispute('A', 100, lostInPart)],
    { s: 'A' },
  ],
  [
    'of the one that is paired, where either fits',
    [reversal('r', 100), reversal('s', 100, { status: 'disputed', disputeId: 'B' })],
    [dispute('A', 200), dispute('B', 100)],
    { s: 'B' },
  ],
  [
    'of the one that is written off, where one is due and either fits',
    [reversal('r', 100), reversal('s', 100, { status: 'written_off' })],
    [dispute('A', 100)],
    { s: 'A' },
  ],
  [
    'of its dispute still',
    [reversal('r', 100, { status: 'disputed', disputeId: 'B' })],
    [dispute('A', 100), dispute('B', 100)],
    { r: 'B' },
  ],
  [
    'of a free dispute rather than of one that is taken',
    [reversal('r', 34), reversal('s', 100, { status: 'disputed', disputeId: 'A' })],
    [dispute('A', 100, lostInPart), dispute('B', 100, lostInPart)],
    { r: 'B', s: 'A' },
  ],
  [
    'of the same capture',
    [reversal('r', 100, { captureRef: 'C-2' }), reversal('s', 100, { captureRef: 'C-1' })],
    [dispute('A', 100, { captureRef: 'C-1' })],
    { s: 'A' },
  ],
  [
    'of a capture that is not named',
    [reversal('r', 100, { captureRef: 'C-1' })],
    [dispute('A', 100)],
    { r: 'A' },
  ],
]

describe('a reversal is the money of a dispute', () => {
  it.each(grid)('%s', (_, reversals, disputes, pairs) => {
    expect(Object.fromEntries(pairReversals(reversals, disputes))).toEqual(pairs)
    const inReverse = pairReversals(reversals.toReversed(), disputes.toReversed())
    expect(Object.fromEntries(inReverse)).toEqual(pairs)
  })
})

const amount = fc.constantFrom(34, 50, 100)
const captureRef = fc.constantFrom(null, 'C-1', 'C-2')
const reversals = fc
  .array(fc.record({ amount, captureRef }), { maxLength: 5 })
  .map((all) => all.map(({ amount, captureRef }, n) => reversal(`r${n}`, amount, { captureRef })))
const disputes = fc
  .array(fc.record({ amount, captureRef, lostMinor: fc.option(amount) }), { maxLength: 4 })
  .map((all) => all.map(({ amount, ...more }, n) => dispute(`d${n}`, amount, more)))

const mayBe = (one: Reversal, of: Dispute): boolean =>
  (of.amountMinor === one.amountMinor || of.lostMinor === one.amountMinor) &&
  (one.captureRef === null || of.captureRef === null || one.captureRef === of.captureRef)

/** The number of pairs and their money: of all possible pairings the best, found by trying each. */
function best([one, ...rest]: readonly Reversal[], free: readonly Dispute[]): [number, number] {
  if (!one) return [0, 0]
  return free
    .filter((dispute) => mayBe(one, dispute))
    .map((taken): [number, number] => {
      const [pairs, minor] = best(
        rest,
        free.filter((dispute) => dispute !== taken),
      )
      return [pairs + 1, minor + one.amountMinor]
    })
    .concat([best(rest, free)])
    .reduce((a, b) => (b[0] > a[0] || (b[0] === a[0] && b[1] > a[1]) ? b : a))
}

it('as many reversals as possible are paired, and of those as much money as possible, in any order', () => {
  const shuffled = fc.tuple(reversals, disputes).chain(([all, of]) =>
    fc.record({
      all: fc.constant(all),
      of: fc.constant(of),
      allAgain: fc.shuffledSubarray(all, { minLength: all.length }),
      ofAgain: fc.shuffledSubarray(of, { minLength: of.length }),
    }),
  )
  fc.assert(
    fc.property(shuffled, ({ all, of, allAgain, ofAgain }) => {
      const pairs = pairReversals(all, of)
      expect(new Map(pairReversals(allAgain, ofAgain))).toEqual(new Map(pairs))
      expect(new Set(pairs.values()).size).toBe(pairs.size)
      const paired = all.filter(({ reversalId }) => pairs.has(reversalId))
      for (const one of paired) {
        const taken = of.find(({ disputeId }) => disputeId === pairs.get(one.reversalId))
        expect(taken && mayBe(one, taken)).toBe(true)
      }
      const minor = paired.reduce((sum, { amountMinor }) => sum + amountMinor, 0)
      expect([paired.length, minor]).toEqual(best(all, of))
    }),
    { numRuns: 1_000 },
  )
})
