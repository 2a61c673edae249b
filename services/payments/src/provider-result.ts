import { endNow } from './book-capture.ts'
import { applyToCapture } from './capture-result.ts'
import { beginStep, type Change, changed, followedBy, retryPayment, unchanged } from './change.ts'
import { continueVoid } from './continue-void.ts'
import { withoutToken } from './decide.ts'
import type { Dispute } from './dispute.ts'
import { applyDispute } from './dispute-result.ts'
import { applyRefundResult } from './match-refund.ts'
import { movesNothing } from './moves-nothing.ts'
import { tellNothingHeld } from './nothing-held.ts'
import {
  isCapturePending,
  isCurrent,
  isDeclaredCapture,
  isGivenUp,
  isReleased,
  isReviewed,
  isSettledVoid,
  type Payment,
  type Refund,
  releasedCaptureSettled,
  releasedThere,
  type Step,
  settledAndReleased,
} from './payment.ts'
import { endPending } from './pending-capture.ts'
import { settleWaiting } from './refund-result.ts'
import { applyToRenewal } from './renewal.ts'
import type { Reversal } from './reversal.ts'
import { applyReversal } from './reversal-result.ts'
import { applyToWaiting, checkAction, stopWaiting } from './shopper-action.ts'
import { isStale } from './stale.ts'
import type { ProviderResult, StepResult, WaitingResult } from './step-result.ts'
import { tellTakenBack } from './taken-back.ts'
import { applyToldCapture, isCaptured } from './told-capture.ts'
import { deniesCapture, undoCapture } from './undo-capture.ts'

const attemptsUnsent = 5
const endedReasons = ['authorization_voided', 'authorization_expired', 'previously_voided']

interface Others {
  readonly dispute?: Dispute | undefined
  /** All refunds of the payment. */
  readonly refunds?: readonly Refund[]
  readonly disputes?: readonly Dispute[]
  readonly reversals?: readonly Reversal[]
}

/** The change that a result makes to a payment; none when it is stale or belongs to no pending step. */
export function applyProviderResult(
  result: ProviderResult,
  payment: Payment | undefined,
  refund: Refund | undefined,
  others: Others = {},
): Change {
  if (!payment || payment.provider !== result.provider || movesNothing(result))
    return unchanged(payment)
  const { refunds = [] } = others
  const change = apply(result, payment, refund, others)
  return tellNothingHeld(continueVoid(settleWaiting(change, refunds), payment, refunds), payment)
}

function apply(
  result: ProviderResult,
  payment: Payment,
  refund: Refund | undefined,
  others: Others,
): Change {
  const { refunds = [] } = others
  if (result.is === 'disputed')
    return tellTakenBack(
      applyDispute(result.report, payment, others.dispute, others.reversals, others.disputes),
      payment,
      result.report.reason,
    )
  if (result.is === 'reversed')
    return tellTakenBack(
      applyReversal(result, payment, others.reversals ?? [], others.disputes ?? []),
      payment,
      result.reason,
    )
  if (deniesCapture(result, payment)) return undoCapture(result, payment, refunds)
  if (isStale(result, payment, refund)) return unchanged(payment)
  if (isOfWaiting(result)) return applyToWaiting(result, payment)
  if (result.step === 'refund') return applyRefundResult(result, payment, refund, refunds)
  const step = stepOf(result.step, result.is, payment)
  if (isExpiry(result, payment)) return expire(payment)
  if (isReleaseOfPending(result, payment))
    return payment.capturedMinor > 0 ? endNow(payment) : declined(payment, releasedThere)
  if (isReleaseTold(result, payment) || isEndWhileRenewed(result, payment))
    return changed(released(payment))
  if (isCaptured(result) && step !== payment.pendingStep)
    return applyToldCapture(result, payment, refunds)
  if (isRefusalDuringVoid(result, payment)) return changed({ ...payment, lease: null })
  if (payment.pendingStep !== step) return withAuthorisation(result, payment)
  switch (step) {
    case 'authorise':
      return applyToAuthorisation(result, payment)
    case 'void':
      return applyToVoid(result, payment)
    case 'capture':
      return applyToCapture(result, payment, refunds)
    case 'renew':
      return isEnded(result)
        ? expireUnrenewed(result, released(payment), refunds)
        : followedBy(applyToRenewal(result, payment), (now) =>
            expireUnrenewed(result, now, refunds),
          )
  }
}

const isOfWaiting = (result: ProviderResult): result is WaitingResult =>
  ['action', 'review', 'acted', 'expired'].includes(result.is)

/** Stripe reports a failed capture as a failed payment, in the words of a declined authorisation. */
function stepOf(step: Step, is: StepResult['is'], payment: Payment): Step {
  const isAwaited = payment.provider === 'stripe' && payment.pendingStep === 'capture'
  const isOfCapture = isAwaited || isCapturePending(payment)
  return step === 'authorise' && is === 'declined' && isOfCapture ? 'capture' : step
}

/** A provider voids an authorisation that it holds no longer; nobody here requested that. A renewal ends the one before. */
const isExpiry = (result: StepResult, payment: Payment): boolean =>
  result.step === 'void' &&
  result.is === 'done' &&
  isCurrent(payment, result.ref) &&
  payment.status === 'authorised' &&
  payment.pendingStep !== 'void' &&
  payment.pendingStep !== 'renew'

/** The provider tells that it released an authorisation before it tells that it made it. */
const isReleaseOfPending = (result: StepResult, payment: Payment): boolean =>
  result.step === 'void' &&
  result.is === 'done' &&
  payment.status === 'pending' &&
  isCurrent(payment, result.ref)

/** The provider has released what was declared as voided. */
const isReleaseTold = (result: StepResult, payment: Payment): boolean =>
  result.step === 'void' &&
  result.is === 'done' &&
  isSettledVoid(payment) &&
  payment.capturedMinor === 0 &&
  isCurrent(payment, result.ref)

/** The authorisation that is being renewed has ended: by its renewal, or because there was none. */
const isEndWhileRenewed = (result: StepResult, payment: Payment): boolean =>
  result.step === 'void' &&
  result.is === 'done' &&
  payment.pendingStep === 'renew' &&
  isCurrent(payment, result.ref)

/** Remembers that the provider released an authorisation. */
function released(payment: Payment): Payment {
  if (isDeclaredCapture(payment)) return { ...payment, reason: releasedCaptureSettled }
  return { ...payment, reason: isGivenUp(payment) ? settledAndReleased : releasedThere }
}

/** The renewal put nothing in the place of the authorisation that has ended. */
function expireUnrenewed(result: StepResult, payment: Payment, refunds: readonly Refund[]): Change {
  const over: Payment = { ...payment, pendingStep: null, lease: null }
  if (payment.pendingStep !== null && !isEnded(result)) return unchanged(payment)
  if (payment.reason === releasedCaptureSettled) return undoCapture(result, over, refunds)
  if (payment.reason === settledAndReleased) return endHold(over, releasedThere)
  return isReleased(payment) ? expire(payment) : unchanged(payment)
}

/** The provider refuses to renew an authorisation that it holds no longer. */
const isEnded = (result: StepResult): boolean =>
  result.is === 'refused' && endedReasons.includes(result.reason)

/** Keeps the reference of an authorisation of which the provider tells after what followed it; a void that waits for it goes on. */
function withAuthorisation(result: StepResult, payment: Payment): Change {
  if (result.step !== 'authorise') return unchanged(payment)
  if (payment.pendingStep === 'void' && isReviewed(payment)) return checkAction(payment)
  const known =
    result.is === 'done' && payment.providerRef === null
      ? { ...payment, providerRef: result.ref }
      : payment
  // The answer of the void under way may be older: it is dropped, and the void requested again when its lease would end.
  if (isDecisionDuringVoid(result, payment)) return changed({ ...known, lease: null })
  return known === payment ? unchanged(payment) : changed(known)
}

/**
 * PayPal tells that it refused a capture, and holds the authorisation again. The void under way may have met that capture pending:
 * its answer is dropped, and the void requested again when its lease would end.
 */
const isRefusalDuringVoid = (result: StepResult, payment: Payment): boolean =>
  payment.pendingStep === 'void' &&
  payment.provider === 'paypal' &&
  result.step === 'capture' &&
  result.lease === undefined &&
  (result.is === 'declined' || result.is === 'refused')

/** The provider tells what became of an authorisation that had no outcome when its void was begun. */
const isDecisionDuringVoid = (result: StepResult, payment: Payment): boolean =>
  payment.pendingStep === 'void' &&
  payment.status === 'declined' &&
  payment.provider === 'paypal' &&
  result.lease === undefined &&
  (result.is === 'done' || result.is === 'declined' || result.is === 'refused')

function expire(before: Payment): Change {
  const reason = 'authorisation_expired'
  if (before.capturedMinor > 0) return endNow(before)
  const { payment, postings } = endPending(before)
  const expired: Payment = { ...payment, status: 'expired', pendingStep: null, lease: null, reason }
  // The refusal of a capture that was pending comes as an event of its own, which finds the payment over.
  const failed = isCapturePending(before) ? [{ type: 'capture_failed', reason } as const] : []
  const events = payment.voidRequested ? [] : [...failed, { type: 'expired', reason } as const]
  return { ...changed(expired, ...events), postings }
}

function declined(payment: Payment, reason: string): Change {
  const without = withoutToken({
    ...payment,
    ...{ status: 'declined', pendingStep: null, action: null, reason },
  })
  return payment.voidRequested ? changed(without) : changed(without, { type: 'declined', reason })
}

/** What the shopper can still confirm is cancelled: the client has its secret. */
function declineAttempt(payment: Payment, reason: string): Change {
  if (!payment.action || isReviewed(payment)) return declined(payment, reason)
  const stopped = stopWaiting({ ...payment, reason })
  return payment.voidRequested ? changed(stopped) : changed(stopped, { type: 'declined', reason })
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
      return changed(authorised, { type: 'authorised', provider, until: result.until })
    }
    case 'declined':
    case 'refused':
      return declineAttempt(payment, result.reason)
    case 'failover':
      return changed({ ...beginStep(payment, 'authorise'), provider: result.to })
    case 'pending':
      return unchanged(payment)
    case 'retry': {
      const waiting = retryPayment(payment, result.maybeSent)
      // What the provider made under a key whose answer it keeps is searched for, and released.
      if (waiting.voidRequested && result.isKept && !waiting.action)
        return declined(waiting, 'no_provider')
      const giveUp = waiting.voidRequested || waiting.attempts >= attemptsUnsent
      return !waiting.maybeSent && !waiting.action && giveUp
        ? declined(waiting, 'no_provider')
        : changed(waiting)
    }
  }
}

/** Nothing is held any more; what was captured of it before stays captured. */
const endHold = (payment: Payment, reason: string): Change =>
  payment.capturedMinor > 0
    ? endNow(payment)
    : changed({ ...payment, status: 'voided', pendingStep: null, action: null, reason })

function applyToVoid(result: StepResult, payment: Payment): Change {
  switch (result.is) {
    case 'done':
      return result.lease === undefined && !isCurrent(payment, result.ref)
        ? unchanged(payment)
        : endHold(payment, releasedThere)
    case 'declined':
    case 'refused':
      return endHold(payment, result.reason)
    case 'retry':
      return changed(retryPayment(payment, true, result.isKeyUsed))
    case 'pending':
    case 'failover':
      return changed(retryPayment(payment, true))
  }
}
