import { type Change, changed, postingOf, retryPayment, unchanged } from './change.ts'
import { captured } from './decide.ts'
import { causeOf, type Posting } from './ledger.ts'
import { isCapturePending, type Payment } from './payment.ts'
import type { StepResult } from './step-result.ts'

const attemptPosting = (kind: 'capture_pending' | 'capture_pending_ended', payment: Payment) =>
  postingOf(kind, payment, payment.amountMinor, causeOf(payment.orderId, payment.captureAttempt))

/** Takes a pending capture out of the ledger, whatever became of it. */
export const endPending = (payment: Payment): { payment: Payment; postings: readonly Posting[] } =>
  isCapturePending(payment)
    ? {
        payment: { ...payment, capturePendingMinor: 0 },
        postings: attemptPosting('capture_pending_ended', payment),
      }
    : { payment, postings: [] }

/** Whether an event is about an earlier attempt than the one under way: providers deliver late and out of order. */
function isOfEarlierAttempt(result: StepResult, payment: Payment): boolean {
  if (result.lease !== undefined) return false
  if (!isCapturePending(payment)) return payment.captureAttempt > 0
  return 'ref' in result && result.ref !== undefined && result.ref !== payment.captureRef
}

export function applyToCapture(result: StepResult, payment: Payment): Change {
  switch (result.is) {
    case 'done': {
      const ended = endPending(payment)
      const captureRef = result.captureRef ?? payment.captureRef
      const change = captured({ ...ended.payment, captureRef })
      const postings = [...ended.postings, ...change.postings]
      return { ...change, postings, events: payment.voidRequested ? [] : change.events }
    }
    case 'pending':
      return isOfEarlierAttempt(result, payment) ? unchanged(payment) : pending(result, payment)
    case 'declined':
    case 'refused':
      return isOfEarlierAttempt(result, payment) ? unchanged(payment) : refused(result, payment)
    case 'retry':
      return changed(retryPayment(payment, true, result.isKeyUsed))
    case 'failover':
      return changed(retryPayment(payment, true))
  }
}

function pending(result: StepResult & { is: 'pending' }, payment: Payment): Change {
  if (isCapturePending(payment)) return unchanged(payment)
  const { reason, ref, captureRef = ref } = result
  const waiting = { ...payment, capturePendingMinor: payment.amountMinor, captureRef, reason }
  const event = { type: 'capture_pending', reason } as const
  return {
    ...changed({ ...waiting, lease: null }, ...(payment.voidRequested ? [] : [event])),
    postings: attemptPosting('capture_pending', payment),
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
