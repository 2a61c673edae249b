import type { Payment, Refund } from './payment.ts'
import type { Found } from './records.ts'
import type { ProviderResult } from './step-result.ts'

/** Whether what moved money is still under way; if not, no other worker reports it. */
function isUnderWay(result: ProviderResult, payment?: Payment, refund?: Refund): boolean {
  if (result.is !== 'done') return true
  if (result.step === 'refund') return refund === undefined || refund.status === 'pending'
  return result.step !== 'capture' || payment?.pendingStep === 'capture'
}

/** Whether the lease of a result is no longer that of the step: another worker may be carrying it out. */
export function isStale(
  result: ProviderResult,
  payment: Payment | undefined,
  refund: Refund | undefined,
): boolean {
  if (result.lease === undefined || !isUnderWay(result, payment, refund)) return false
  return (result.step === 'refund' ? refund : payment)?.lease !== result.lease
}

/** The results of a batch whose leases were no longer those of their steps, as each found them. */
export const staleIn = (
  results: readonly ProviderResult[],
  found: readonly Found[],
): readonly ProviderResult[] =>
  results.filter((one, index) => isStale(one, found[index]?.payment, found[index]?.refund))
