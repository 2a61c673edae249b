import { withoutMark } from './book-capture.ts'
import { madeRef, provenMinor } from './capture.ts'
import { type Change, changed, followedBy, postingOf } from './change.ts'
import { causeOf } from './ledger.ts'
import {
  captureSettled,
  isCurrent,
  isDeclared,
  isDeclaredCapture,
  type Payment,
  type Refund,
  releasedCaptureSettled,
  releasedThere,
  unauthorisedSettled,
} from './payment.ts'
import { makeRoom, refuseRequested, takeBackDeclared } from './refund-result.ts'
import { stopWaiting } from './shopper-action.ts'
import type { ProviderResult } from './step-result.ts'

const isAuthorised = ({ reason }: Payment): boolean =>
  reason === captureSettled || reason === releasedCaptureSettled

/** PayPal decides about an authorisation once. At Stripe a confirmation that failed may be followed by one that passed. */
const isFinalDenial = (result: ProviderResult): boolean =>
  result.step === 'authorise' && result.provider === 'paypal'

/** Whether the provider says that it never made the capture that an operator declared. */
export const deniesCapture = (result: ProviderResult, payment: Payment): boolean => {
  // While it is renewed, nobody knows which authorisation is held: the renewal's own result tells.
  if (!isDeclaredCapture(payment) || payment.pendingStep === 'renew') return false
  if (result.step === 'void') return result.is === 'done' && isCurrent(payment, result.ref)
  // Stripe reports a pending capture that failed as a failed payment; a confirmation that failed before it is another one.
  const isAbout =
    result.step === 'capture' ||
    (result.step === 'authorise' && (isFinalDenial(result) || !isAuthorised(payment)))
  return isAbout && (result.is === 'refused' || result.is === 'declined')
}

/**
 * Takes a declared capture back, but for what the provider has captured of it, with the refunds that no provider can make: the
 * payment is due, or over.
 */
export function undoCapture(
  result: ProviderResult,
  payment: Payment,
  refunds: readonly Refund[],
): Change {
  const leftMinor = provenMinor(payment, refunds)
  const undoneMinor = payment.capturedMinor - leftMinor
  return followedBy(withoutRefunds(payment, refunds, undoneMinor), (now) => {
    const { orderId, captureAttempt } = now
    const after = uncaptured(result, now, leftMinor)
    return {
      ...changed(after, ...eventsOf(result, now, after)),
      postings: postingOf('capture_undone', now, undoneMinor, causeOf(orderId, captureAttempt)),
    }
  })
}

const withoutRefunds = (
  payment: Payment,
  refunds: readonly Refund[],
  undoneMinor: number,
): Change =>
  undoneMinor < payment.capturedMinor
    ? makeRoom(payment, refunds, { refundId: '', amountMinor: undoneMinor })
    : refunds.reduce<Change>(
        (change, one) => followedBy(change, (now) => withoutRefund(now, one)),
        changed(payment),
      )

function withoutRefund(payment: Payment, refund: Refund): Change {
  if (isDeclared(refund)) return takeBackDeclared(payment, refund, 'not_captured')
  const isRequested = refund.status === 'pending' && refund.providerRef === null
  return isRequested ? refuseRequested(payment, refund, 'not_captured') : changed(payment)
}

function uncaptured(result: ProviderResult, payment: Payment, capturedMinor: number): Payment {
  const none: Payment = {
    ...{ ...payment, capturedMinor, lease: null, attempts: 0 },
    captureRef: madeRef(payment),
    ...{ captureAttempt: payment.captureAttempt + 1, maybeSent: false },
    reason: withoutMark(payment),
  }
  const isReleased = result.step === 'void' || result.step === 'renew' || isFinalDenial(result)
  if (payment.status === 'voided')
    return { ...none, reason: isReleased ? releasedThere : none.reason }
  if (isReleased && capturedMinor > 0) return none
  if (isReleased) return { ...none, status: 'expired', reason: 'authorisation_expired' }
  if (payment.reason === unauthorisedSettled && result.step === 'authorise')
    return { ...stopWaiting(none), status: 'expired', reason: 'authorisation_declined' }
  return { ...none, status: 'authorised', pendingStep: payment.voidRequested ? null : 'capture' }
}

function eventsOf(result: ProviderResult, before: Payment, after: Payment): Change['events'] {
  if (after.status === 'expired' && !before.voidRequested)
    return [{ type: 'expired', reason: after.reason ?? 'authorisation_expired' }]
  if (after.voidRequested || after.status !== 'authorised') return []
  const reason = 'reason' in result && result.reason ? result.reason : 'refused'
  return [{ type: 'capture_failed', reason }]
}
