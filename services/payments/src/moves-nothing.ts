import type { ProviderResult } from './step-result.ts'

const movedMinor = (result: ProviderResult): number | undefined => {
  if (result.is === 'reversed') return result.money.amountMinor
  if (result.is === 'disputed') return result.report.money.amountMinor
  return result.external?.amountMinor ?? result.amountMinor
}

/** A provider tells of a movement of no money, which has nothing to book. What it answers to a request ends that all the same. */
export const movesNothing = (result: ProviderResult): boolean =>
  result.lease === undefined && (movedMinor(result) ?? 1) <= 0
