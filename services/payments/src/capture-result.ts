import { isTold, restMinor } from './capture.ts'
import { type Change, changed, followedBy, retryPayment, unchanged } from './change.ts'
import { isCapturePending, type Payment, type Refund } from './payment.ts'
import { endPending, startPending } from './pending-capture.ts'
import type { StepResult } from './step-result.ts'
import { applyToldCapture, isCaptured } from './told-capture.ts'

/** The capture that a result is about, where it names one. */
const refOf = (result: StepResult): string | undefined =>
  ('captureRef' in result && result.captureRef) || ('ref' in result ? result.ref : undefined)

/** Whether an event is about an earlier attempt than the one under way: providers deliver late and out of order. */
function isOfEarlierAttempt(result: StepResult, payment: Payment): boolean {
  const ref = refOf(result)
  if (ref !== undefined && isTold(payment, ref)) return true
  if (result.lease !== undefined) return false
  if (!isCapturePending(payment)) return payment.captureAttempt > 0
  return ref !== undefined && ref !== payment.captureRef
}

/**
 * It may be about the request under way all the same, whose answer would be older: that answer is dropped, and the capture requested
 * again when the lease would have ended.
 */
const refusedBefore = (result: StepResult, payment: Payment): Change =>
  result.lease === undefined && payment.lease !== null && !isCapturePending(payment)
    ? changed({ ...payment, lease: null })
    : unchanged(payment)

export function applyToCapture(
  result: StepResult,
  payment: Payment,
  refunds: readonly Refund[],
): Change {
  if (isCaptured(result)) {
    const change = applyToldCapture(result, payment, refunds)
    // What we request is final: the provider has refused that, and tells of a capture that was made besides.
    const isAnother = result.lease !== undefined && change.payment?.pendingStep === 'capture'
    return isAnother ? followedBy(change, (now) => changed(retryPayment(now, false, true))) : change
  }
  switch (result.is) {
    case 'pending':
      return isOfEarlierAttempt(result, payment) ? unchanged(payment) : pending(result, payment)
    case 'declined':
    case 'refused':
      return isOfEarlierAttempt(result, payment)
        ? refusedBefore(result, payment)
        : refused(result, payment)
    case 'retry':
      return changed(retryPayment(payment, true, result.isKeyUsed))
    case 'done':
    case 'failover':
      return changed(retryPayment(payment, true))
  }
}

/**
 * The answer to our request ends it: an event ends the step. An event alone leaves the request under way, or due, as it is: the end
 * of what it names may have been told before it.
 */
function pending(result: StepResult & { is: 'pending' }, payment: Payment): Change {
  const { reason, ref, captureRef = ref } = result
  const isEvent = result.lease === undefined
  const answered = isEvent ? payment : { ...payment, lease: null }
  if (isCapturePending(payment) && (isEvent || captureRef === payment.captureRef))
    return isEvent ? unchanged(payment) : changed(answered)
  const ended = endPending(answered)
  // It has taken another one since.
  const captureAttempt = payment.captureAttempt + (isCapturePending(payment) ? 1 : 0)
  const amountMinor = result.amountMinor ?? restMinor(payment)
  const begun = startPending({ ...ended.payment, captureAttempt }, captureRef, amountMinor)
  const isNews = !isCapturePending(payment) && !payment.voidRequested
  const events = isNews ? [{ type: 'capture_pending', reason } as const] : []
  return {
    ...changed({ ...begun.payment, reason }, ...events),
    postings: [...ended.postings, ...begun.postings],
  }
}

/** A refusal ends the step. Once the provider had taken a capture, the payment is due instead: the next attempt waits. */
function refused({ reason }: { readonly reason: string }, payment: Payment): Change {
  const wasPending = isCapturePending(payment)
  const ended = endPending(payment)
  const over = { ...ended.payment, pendingStep: null, captureRef: null, lease: null, reason }
  if (payment.voidRequested) return { ...changed(over), postings: ended.postings }
  if (!wasPending && payment.captureAttempt === 0)
    return changed(
      { ...payment, pendingStep: null, keysUsed: payment.keysUsed + 1, reason },
      { type: 'capture_refused', reason },
    )
  const due: Payment = {
    ...over,
    pendingStep: 'capture',
    captureAttempt: payment.captureAttempt + 1,
    maybeSent: false,
    attempts: 0,
  }
  const events = wasPending ? [{ type: 'capture_failed', reason } as const] : []
  return { ...changed(due, ...events), postings: ended.postings }
}
