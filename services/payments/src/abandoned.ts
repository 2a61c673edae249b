import { isSettledVoid, type Payment, releasedThere } from './payment.ts'
import type { Found } from './records.ts'
import { staleIn } from './stale.ts'
import type { ProviderResult } from './step-result.ts'
import { deniesCapture } from './undo-capture.ts'

/** It was declined, and nothing is under way that releases what it may hold. */
const isDeclined = ({ status, pendingStep, reason }: Payment): boolean =>
  status === 'declined' && pendingStep === null && reason !== releasedThere

/** Whether the payment takes what a provider holds for it. One whose capture was given up is voided though its order did not request that. */
export const isUsed = (
  { provider, status, voidRequested }: Payment,
  holder: Payment['provider'],
): boolean => provider === holder && !voidRequested && status !== 'declined' && status !== 'voided'

/** Stripe, which reports a failed capture as a declined payment, still holds what was declared as captured and then voided. */
const isDeclaredInVain = (result: ProviderResult, payment: Payment): boolean =>
  payment.status === 'voided' &&
  payment.provider === 'stripe' &&
  result.provider === 'stripe' &&
  deniesCapture(result, payment)

/** Whether the provider holds, or may hold, or captured, money that its payment does not use: it is searched for that. */
export function isAbandoned(
  result: ProviderResult,
  payment: Payment | undefined,
  isStale: boolean,
): boolean {
  if (result.step === 'capture' && payment?.provider) {
    const isOfOther = payment.provider !== result.provider
    // A void that found the authorisation captured has nothing under way: after this refusal it is held again.
    const isHeldAgain =
      (payment.voidRequested || payment.status === 'voided') && payment.pendingStep === null
    return result.is === 'done' ? isOfOther : result.is === 'refused' && !isOfOther && isHeldAgain
  }
  if (result.step !== 'authorise') return false
  if (result.is === 'failover') return result.unsure && !isStale
  if (result.is === 'retry')
    return result.isKept === true && payment?.voidRequested === true && !isStale
  if (!payment) return false
  if (result.is !== 'done') return isDeclaredInVain(result, payment)
  return payment.provider !== result.provider || isSettledVoid(payment) || isDeclined(payment)
}

/** The results of a batch after which a provider is searched. */
export const abandonedIn = (
  results: readonly ProviderResult[],
  found: readonly Found[],
): readonly ProviderResult[] => {
  const stale = new Set(staleIn(results, found))
  return results.filter((one, index) => isAbandoned(one, found[index]?.payment, stale.has(one)))
}
