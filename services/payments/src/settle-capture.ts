import { bookDeclared } from './book-capture.ts'
import { isOpen } from './capture.ts'
import { type Change, changed, followedBy, unchanged } from './change.ts'
import { continueVoid } from './continue-void.ts'
import { type CurrentState, decide } from './decide.ts'
import {
  captureMark,
  isGivenUpInRenewal,
  isReleased,
  ledgerOnly,
  type Payment,
  settledAndReleased,
  settledByHand,
} from './payment.ts'
import { endPending } from './pending-capture.ts'
import type { SettleOf } from './settlement.ts'

/** Books what was declared about a capture. One that was declined is given up: its authorisation is released. */
export function settleCapture(
  { orderId, outcome, reference, traceparent }: SettleOf<'capture'>,
  current: CurrentState,
): Change {
  const { payment } = current
  // On account nothing can be declined: the capture is an entry of ours.
  if (!payment || ledgerOnly(payment))
    return decide({ type: 'capture', orderId, traceparent }, current)
  if (payment.capturedMinor > 0 && !isOpen(payment)) return unchanged(payment, { type: 'captured' })
  if (outcome === 'declined') return giveUp({ ...payment, traceparent })
  if (isReleased(payment) || isGivenUpInRenewal(payment)) {
    const reason = isGivenUpInRenewal(payment) ? 'capture_declined' : 'authorisation_released'
    return unchanged(
      payment,
      ...(payment.voidRequested ? [] : [{ type: 'capture_refused', reason } as const]),
    )
  }
  const declared = { ...payment, reason: captureMark(payment), traceparent }
  const change = followedBy(bookDeclared(declared, reference), (now) => goOnRenewing(now, payment))
  return continueVoid(change, payment, current.refunds)
}

/** Which authorisation the provider may tell of is known after the renewal. */
const goOnRenewing = (now: Payment, { pendingStep, lease }: Payment): Change =>
  changed(pendingStep === 'renew' ? { ...now, pendingStep, lease } : now)

/** A renewal that is under way comes first: which authorisation is held is known after it. */
function giveUp(payment: Payment): Change {
  if (payment.status !== 'authorised' || payment.pendingStep === 'void') return unchanged(payment)
  const reason = isReleased(payment) ? settledAndReleased : settledByHand
  const ended = endPending({ ...payment, reason })
  if (payment.pendingStep === 'renew') return changed(ended.payment)
  const idle = { ...ended.payment, pendingStep: null, lease: null, captureRef: null }
  return { ...continueVoid(changed(idle), payment), postings: ended.postings }
}
