import { type Change, changed, followedBy, postingOf } from './change.ts'
import { withoutMark } from './late-capture.ts'
import { causeOf } from './ledger.ts'
import {
  captureSettled,
  isCurrent,
  isDeclared,
  isDeclaredCapture,
  type Payment,
  type Refund,
  releasedThere,
  unauthorisedSettled,
} from './payment.ts'
import { refuseRequested, takeBackDeclared } from './refund-result.ts'
import { stopWaiting } from './shopper-action.ts'
import type { ProviderResult } from './step-result.ts'

/** Whether the provider says that it never made the capture that an operator declared. */
export const deniesCapture = (result: ProviderResult, payment: Payment): boolean => {
  if (!isDeclaredCapture(payment)) return false
  if (result.step === 'void') return result.is === 'done' && isCurrent(payment, result.ref)
  // Stripe reports a pending capture that failed as a failed payment; a confirmation that failed before it is another one.
  const isAbout =
    result.step === 'capture' || (result.step === 'authorise' && payment.reason !== captureSettled)
  return isAbout && (result.is === 'refused' || result.is === 'declined')
}

/** Takes a declared capture back, with the refunds of it that no provider can make: the payment is due, or over. */
export function undoCapture(
  result: ProviderResult,
  payment: Payment,
  refunds: readonly Refund[],
): Change {
  const without = refunds.reduce<Change>(
    (change, one) => followedBy(change, (now) => withoutRefund(now, one)),
    changed(payment),
  )
  return followedBy(without, (now) => {
    const { orderId, captureAttempt, capturedMinor } = now
    const after = uncaptured(result, now)
    return {
      ...changed(after, ...eventsOf(result, now, after)),
      postings: postingOf('capture_undone', now, capturedMinor, causeOf(orderId, captureAttempt)),
    }
  })
}

function withoutRefund(payment: Payment, refund: Refund): Change {
  if (isDeclared(refund)) return takeBackDeclared(payment, refund, 'not_captured')
  const isRequested = refund.status === 'pending' && refund.providerRef === null
  return isRequested ? refuseRequested(payment, refund, 'not_captured') : changed(payment)
}

function uncaptured(result: ProviderResult, payment: Payment): Payment {
  const none: Payment = {
    ...{ ...payment, capturedMinor: 0, captureRef: null, lease: null, attempts: 0 },
    ...{ captureAttempt: payment.captureAttempt + 1, maybeSent: false },
    reason: withoutMark(payment),
  }
  const isReleased = result.step === 'void'
  if (payment.status === 'voided')
    return { ...none, reason: isReleased ? releasedThere : none.reason }
  if (isReleased) return { ...none, status: 'expired', reason: 'authorisation_expired' }
  if (payment.reason === unauthorisedSettled && result.step === 'authorise')
    return { ...stopWaiting(none), status: 'expired', reason: 'authorisation_declined' }
  return { ...none, status: 'authorised', pendingStep: payment.voidRequested ? null : 'capture' }
}

function eventsOf(result: ProviderResult, before: Payment, after: Payment): Change['events'] {
  if (after.status === 'expired' && !before.voidRequested)
    return [{ type: 'expired', reason: after.reason ?? 'authorisation_expired' }]
  if (after.voidRequested || after.status === 'voided') return []
  const reason = 'reason' in result && result.reason ? result.reason : 'refused'
  return [{ type: 'capture_failed', reason }]
}
