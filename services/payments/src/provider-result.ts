import { applyToCapture, reverseCapture } from './capture-result.ts'
import { beginStep, type Change, changed, continueVoid, retryPayment, unchanged } from './change.ts'
import { withoutToken } from './decide.ts'
import type { Dispute } from './dispute.ts'
import { applyDispute } from './dispute-result.ts'
import { bookExternalRefund } from './external-refund.ts'
import { isCapturePending, type Payment, type Refund, type Step, settledByHand } from './payment.ts'
import { applyToRefund } from './refund-result.ts'
import { applyToRenewal } from './renewal.ts'
import { applyToWaiting } from './shopper-action.ts'
import type { ProviderResult, StepResult } from './step-result.ts'

const attemptsUnsent = 5
const endedReasons = ['authorization_voided', 'authorization_expired', 'previously_voided']

/** Whether the lease of a result is no longer that of the step: another worker may be carrying it out. */
export function isStale(
  result: ProviderResult,
  payment: Payment | undefined,
  refund: Refund | undefined,
): boolean {
  if (result.lease === undefined) return false
  return (result.step === 'refund' ? refund : payment)?.lease !== result.lease
}

/** The change that a result makes to a payment; none when it is stale or belongs to no pending step. */
export function applyProviderResult(
  result: ProviderResult,
  payment: Payment | undefined,
  refund: Refund | undefined,
  dispute?: Dispute,
): Change {
  if (!payment || payment.provider !== result.provider) return unchanged(payment)
  if (result.is === 'disputed') return applyDispute(result.report, payment, dispute)
  if (isStale(result, payment, refund)) return unchanged(payment)
  if (result.is === 'reversed') return reverseCapture(payment, result.reason)
  if (result.is === 'action' || result.is === 'acted' || result.is === 'expired')
    return applyToWaiting(result, payment)
  if (result.step === 'refund') {
    if (refund) return applyToRefund(result, payment, refund)
    const { external } = result
    return external ? bookExternalRefund(result, external, payment) : unchanged(payment)
  }
  const step = stepOf(result.step, result.is, payment)
  if (isExpiry(result, payment)) return expire(payment)
  if (isCapturedAfterAll(result, payment)) return applyToCapture(result, payment)
  if (payment.pendingStep !== step) return unchanged(payment)
  switch (step) {
    case 'authorise':
      return continueVoid(applyToAuthorisation(result, payment))
    case 'void':
      return continueVoid(applyToVoid(result, payment))
    case 'capture':
      return continueVoid(applyToCapture(result, payment))
    case 'renew':
      return continueVoid(isEnded(result) ? expire(payment) : applyToRenewal(result, payment))
  }
}

/** Stripe reports a failed capture as a failed payment, in the words of a declined authorisation. */
const stepOf = (step: Step, is: StepResult['is'], payment: Payment): Step =>
  step === 'authorise' && is === 'declined' && isCapturePending(payment) ? 'capture' : step

/** A provider voids an authorisation that it holds no longer; nobody here requested that. A renewal ends the one before. */
const isExpiry = (result: StepResult, payment: Payment): boolean =>
  result.step === 'void' &&
  result.is === 'done' &&
  result.ref === payment.providerRef &&
  payment.status === 'authorised' &&
  payment.pendingStep !== 'void' &&
  payment.pendingStep !== 'renew' &&
  !isCapturePending(payment)

/** The provider refuses to renew an authorisation that it holds no longer. */
const isEnded = (result: StepResult): boolean =>
  result.is === 'refused' && endedReasons.includes(result.reason)

/** The provider captured what was settled as declined. */
const isCapturedAfterAll = (result: StepResult, payment: Payment): boolean =>
  result.step === 'capture' &&
  result.is === 'done' &&
  payment.status === 'authorised' &&
  payment.pendingStep === null &&
  payment.reason === settledByHand

function expire(payment: Payment): Change {
  const reason = 'authorisation_expired'
  const expired: Payment = { ...payment, status: 'expired', pendingStep: null, lease: null, reason }
  const events = payment.voidRequested ? [] : [{ type: 'expired', reason } as const]
  return continueVoid(changed(expired, ...events))
}

function declined(payment: Payment, reason: string): Change {
  const without = withoutToken({
    ...payment,
    ...{ status: 'declined', pendingStep: null, action: null, reason },
  })
  return payment.voidRequested ? changed(without) : changed(without, { type: 'declined', reason })
}

function applyToAuthorisation(result: StepResult, payment: Payment): Change {
  switch (result.is) {
    case 'done': {
      const { ref, provider } = result
      const authorised = withoutToken({
        ...payment,
        ...{ status: 'authorised', pendingStep: null, providerRef: ref, action: null },
        authorisedUntil: result.until ?? null,
      })
      if (payment.voidRequested) return changed(authorised)
      return changed(authorised, { type: 'authorised', provider })
    }
    case 'declined':
    case 'refused':
      return declined(payment, result.reason)
    case 'failover':
      return changed({ ...beginStep(payment, 'authorise'), provider: result.to })
    case 'pending':
      return unchanged(payment)
    case 'retry': {
      const waiting = retryPayment(payment, result.maybeSent)
      const giveUp = waiting.voidRequested || waiting.attempts >= attemptsUnsent
      return !waiting.maybeSent && !waiting.action && giveUp
        ? declined(waiting, 'no_provider')
        : changed(waiting)
    }
  }
}

function applyToVoid(result: StepResult, payment: Payment): Change {
  switch (result.is) {
    case 'done':
      return changed({ ...payment, status: 'voided', pendingStep: null })
    case 'declined':
    case 'refused':
      return changed({ ...payment, status: 'voided', pendingStep: null, reason: result.reason })
    default:
      return changed(retryPayment(payment, true))
  }
}
