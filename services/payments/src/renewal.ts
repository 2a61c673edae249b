import { beginStep, type Change, changed, retryPayment, unchanged } from './change.ts'
import {
  captureSettled,
  isGivenUp,
  isReleased,
  ledgerOnly,
  type Payment,
  releasedCaptureSettled,
  settledAndReleased,
  settledByHand,
} from './payment.ts'
import type { StepResult } from './step-result.ts'

/** PayPal honours an authorisation for three days and renews it from the fourth on; a card's lasts five at least. */
export const renewAfterMs = 96 * 3_600_000
/** After a provider that was not reached, or that counts its days otherwise. */
const againAfterMs = 6 * 3_600_000
const tooSoon = 'reauthorization_too_soon'

const isHeld = (payment: Payment): boolean =>
  payment.status === 'authorised' &&
  payment.pendingStep === null &&
  payment.capturedMinor === 0 &&
  !payment.voidRequested &&
  !isGivenUp(payment)

/** Begins to renew an authorisation that nothing else is under way for. */
export const beginRenewal = (payment: Payment): Change =>
  isHeld(payment) && !ledgerOnly(payment) && !payment.renewalRefused
    ? changed(beginStep(payment, 'renew'))
    : unchanged(payment)

/** The end of the authorisation before it was that of the renewal. */
function renewedReason(payment: Payment): string | null {
  if (payment.reason === releasedCaptureSettled) return captureSettled
  if (payment.reason === settledAndReleased) return settledByHand
  return isReleased(payment) ? null : payment.reason
}

export function applyToRenewal(result: StepResult, payment: Payment): Change {
  const over: Payment = { ...payment, pendingStep: null, maybeSent: false, lease: null }
  switch (result.is) {
    case 'done': {
      const { ref, until } = result
      const renewed = {
        ...{ ...over, providerRef: ref, renewals: payment.renewals + 1 },
        authorisedUntil: until ?? payment.authorisedUntil,
        reason: renewedReason(payment),
      }
      return until && renewed.status === 'authorised' && !payment.voidRequested
        ? changed(renewed, { type: 'renewed', until })
        : changed(renewed)
    }
    case 'declined':
    case 'refused': {
      const { reason } = result
      if (reason === tooSoon) return changed(over)
      const refused = { ...over, renewalRefused: reason }
      return payment.voidRequested || payment.status !== 'authorised'
        ? changed(refused)
        : changed(refused, { type: 'renewal_refused', reason })
    }
    case 'pending':
    case 'retry':
    case 'failover':
      // A request that was not sent need not hold up the capture or the void that may come.
      return result.is === 'retry' && !result.maybeSent && !payment.maybeSent
        ? changed(over)
        : changed(retryPayment(payment, true))
  }
}

/** When an authorisation that was just made, renewed or not renewed is to be renewed; undefined when it is as before. */
export function nextRenewalMs(
  was: Payment | undefined,
  is: Payment,
  afterMs: number,
): number | undefined {
  if (!isHeld(is) || ledgerOnly(is) || is.renewalRefused) return undefined
  if (was?.status !== 'authorised' || is.renewals > was.renewals) return afterMs
  return was.pendingStep === 'renew' ? againAfterMs : undefined
}
