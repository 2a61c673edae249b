import {
  isRefused,
  isTold,
  restMinor,
  toldMinor,
  wasTakenOn,
  withoutRefused,
  withRefused,
  withTakenOn,
} from './capture.ts'
import { type Change, changed, followedBy, retryPayment, unchanged } from './change.ts'
import {
  captureUnanswered,
  isCapturePending,
  isCaptureUnanswered,
  type Payment,
  type Refund,
} from './payment.ts'
import { endPending, startPending } from './pending-capture.ts'
import type { StepResult } from './step-result.ts'
import { applyToldCapture, isCaptured } from './told-capture.ts'

/** The reason of a capture whose refusal was told before the answer that it is pending. */
const failedAfter = 'capture_failed'

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
      if (isOfEarlierAttempt(result, payment)) return unchanged(payment)
      if (!isToldRefused(result, payment)) return pending(result, payment)
      return result.lease === undefined ? unchanged(payment) : answeredLate(result, payment)
    case 'declined':
    case 'refused':
      if (result.lease !== undefined) return refused(result, withoutRefused(payment))
      if (endsPending(result, payment)) return refused(result, payment)
      return toldRefused(result, payment)
    case 'retry':
      return unanswered(result, payment)
    case 'done':
    case 'failover':
      return changed(retryPayment(payment, true))
  }
}

/** An event ends the capture that it names, where the payment waits for it. */
const endsPending = (result: StepResult, payment: Payment): boolean =>
  isCapturePending(payment) && !isOfEarlierAttempt(result, payment)

/** The provider reported the refusal of this capture before it answered our request. */
function isToldRefused(result: StepResult, payment: Payment): boolean {
  const ref = refOf(result)
  return ref !== undefined && isRefused(payment, ref)
}

/** PayPal, which names the capture, tells of one that it told of before. At Stripe it may be another failure of the same intent. */
const isToldAgain = (payment: Payment, ref: string): boolean =>
  payment.provider !== 'stripe' && isRefused(payment, ref)

/**
 * An event of a refusal may be about our request, whose answer has not arrived, about one before it, or about a capture on the
 * dashboard. It is recorded for an answer that is older and says pending: PayPal names the capture, Stripe has the intent alone. A
 * request without an answer is sent again at once, and once for it.
 */
function toldRefused(result: StepResult, payment: Payment): Change {
  const ref = payment.provider === 'stripe' ? payment.providerRef : refOf(result)
  if (!ref || isTold(payment, ref) || isToldAgain(payment, ref)) return unchanged(payment)
  const attempts = isCapturePending(payment) ? payment.attempts : 0
  return changed({ ...withRefused(payment, ref), attempts })
}

/** The capture that is answered as pending was refused since. At Stripe an earlier one may have been: another key asks how it is now. */
function answeredLate(result: StepResult & { is: 'pending' }, payment: Payment): Change {
  if (payment.provider !== 'stripe') return due(failedAfter, payment)
  const again = withTakenOn(payment, result.ref)
  return changed({ ...again, lease: null, keysUsed: payment.keysUsed + 1 })
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

/**
 * A capture without an answer is due once its authorisation has ended. The provider may have taken the money, so that the request
 * is repeated. The order is told also where it may know: it ignores that its capture is due when it is due already.
 */
function unanswered(result: StepResult & { is: 'retry' }, payment: Payment): Change {
  const waiting = retryPayment(payment, true, result.isKeyUsed)
  const isUnwanted = payment.voidRequested || isCapturePending(payment)
  if (!result.isEnded || isUnwanted || isCaptureUnanswered(payment)) return changed(waiting)
  const reason = captureUnanswered
  return changed({ ...waiting, attempts: 0, reason }, { type: 'capture_failed', reason })
}

/** The provider had taken on what it refuses: at Stripe an answer said so, and the next one that it failed. */
const failedAfterAll = (payment: Payment): boolean =>
  !isCapturePending(payment) && payment.captureAttempt === 0 && wasTakenOn(payment)

/** It is the first answer to the capture, or the first since its authorisation has ended: it cannot be captured any more. */
const isFirstAnswer = (payment: Payment): boolean =>
  isCaptureUnanswered(payment) || (payment.captureAttempt === 0 && !wasTakenOn(payment))

/** A refusal ends the step. Once the provider had taken a capture, the payment is due instead: the next attempt waits. */
function refused({ reason }: { readonly reason: string }, payment: Payment): Change {
  if (isCapturePending(payment) || payment.voidRequested || !isFirstAnswer(payment))
    return due(failedAfterAll(payment) ? failedAfter : reason, payment)
  return changed(
    { ...payment, pendingStep: null, keysUsed: payment.keysUsed + 1, reason },
    { type: 'capture_refused', reason },
  )
}

/** The order may take the capture for requested or pending: it ignores that it is due when it is due already. */
const mayNotKnowDue = (payment: Payment): boolean =>
  isCapturePending(payment) || payment.captureAttempt === 0 || toldMinor(payment) > 0

/** The provider took the capture and refused it. Of an order that takes its money back, that goes on instead. */
function due(reason: string, payment: Payment): Change {
  const ended = endPending(payment)
  const over = { ...ended.payment, pendingStep: null, captureRef: null, lease: null, reason }
  if (payment.voidRequested) return { ...changed(over), postings: ended.postings }
  const waiting: Payment = {
    ...over,
    pendingStep: 'capture',
    captureAttempt: payment.captureAttempt + 1,
    maybeSent: false,
    attempts: 0,
  }
  const events = mayNotKnowDue(payment) ? [{ type: 'capture_failed', reason } as const] : []
  return { ...changed(waiting, ...events), postings: ended.postings }
}
