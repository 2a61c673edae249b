import type { ProviderResult } from './step-result.ts'

const movedMinor = (result: ProviderResult): number | undefined => {
  if (result.is === 'reversed') return result.money.amountMinor
  if (result.is === 'disputed') return result.report.money.amountMinor
  return result.external?.amountMinor ?? result.amountMinor
}

/** An event that moved no money has nothing to book. An answer to our own request (it has a lease) still ends its step. */
export const movesNothing = (result: ProviderResult): boolean =>
  result.lease === undefined && (movedMinor(result) ?? 1) <= 0
