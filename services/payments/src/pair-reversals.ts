import type { Dispute } from './dispute.ts'
import type { Reversal } from './reversal.ts'

/** A provider that tells of one movement of money as both names neither in the other: the amount is all of it, or what the buyer won. */
const fits = (reversal: Reversal, dispute: Dispute): boolean =>
  dispute.movements > 0 &&
  [dispute.amountMinor, dispute.lostMinor].includes(reversal.amountMinor) &&
  (reversal.captureRef ?? dispute.captureRef) === (dispute.captureRef ?? reversal.captureRef)

/** The larger amount first; of equal ones those that are due come last, so that one that is paired stays paired. */
const byPrecedence = (a: Reversal, b: Reversal): number =>
  b.amountMinor - a.amountMinor ||
  Number(a.status === 'due') - Number(b.status === 'due') ||
  (a.reversalId < b.reversalId ? -1 : 1)

/**
 * The dispute whose money each reversal is, by the ids of both; the others are the money of none. As many as possible are paired, and
 * of those as much money as possible, in whatever order they were told: a maximum-weight bipartite matching by augmenting paths.
 */
export function pairReversals(
  reversals: readonly Reversal[],
  disputes: readonly Dispute[],
): ReadonlyMap<string, string> {
  const ofDispute = new Map<string, Reversal>()
  // Its own dispute before a free one, and a free one before another's: few pairs change.
  const find = (reversal: Reversal, tried: Set<string>): boolean =>
    disputes
      .filter((one) => fits(reversal, one))
      .toSorted(
        (a, b) =>
          Number(b.disputeId === reversal.disputeId) - Number(a.disputeId === reversal.disputeId) ||
          Number(ofDispute.has(a.disputeId)) - Number(ofDispute.has(b.disputeId)) ||
          (a.disputeId < b.disputeId ? -1 : 1),
      )
      .some(({ disputeId }) => {
        if (tried.has(disputeId)) return false
        tried.add(disputeId)
        const other = ofDispute.get(disputeId)
        if (other && !find(other, tried)) return false
        ofDispute.set(disputeId, reversal)
        return true
      })
  for (const reversal of reversals.toSorted(byPrecedence)) find(reversal, new Set())
  return new Map([...ofDispute].map(([disputeId, { reversalId }]) => [reversalId, disputeId]))
}
