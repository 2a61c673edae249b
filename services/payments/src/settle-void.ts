import { type Change, changed, postingOf } from './change.ts'
import { giveBack } from './continue-void.ts'
import { type CurrentState, decide, withVoid } from './decide.ts'
import { causeOf } from './ledger.ts'
import {
  captureMark,
  isBookedAs,
  isDeclaredCapture,
  isFailedAs,
  isGivenUpInRenewal,
  isOver,
  isReleased,
  ledgerOnly,
  type Payment,
  type Refund,
  refundable,
  releasedThere,
  settledByHand,
} from './payment.ts'
import { endPending } from './pending-capture.ts'
import { earlierAttempt } from './refund-id.ts'
import type { SettleOf } from './settlement.ts'

/**
 * Books what was declared about the money of an order that is taken back. What is booked as captured and was not given back
 * is given back: a refund that nobody made is not booked.
 */
export function settleVoid(command: SettleOf<'money'>, current: CurrentState): Change {
  const { orderId, traceparent, outcome, reference } = command
  const { payment, refund, refunds = [] } = current
  if (!payment || ledgerOnly(payment))
    return decide({ type: 'void', orderId, traceparent }, current)
  const isElsewhere = refunds.some(
    (one) =>
      isFailedAs(one, reference) ||
      (isBookedAs(one, reference) && (one !== refund || one.status === 'refunded')),
  )
  const isMore = outcome === 'refunded' && !isElsewhere && payment.capturedMinor > 0
  if (isOver(payment) && !isMore) return withVoid(payment)
  if (payment.status === 'captured' && (outcome === 'voided' || isElsewhere))
    return giveBack(changed({ ...payment, voidRequested: true, traceparent }), payment, refunds)
  const { pendingStep, lease } = payment
  const ended = endPending(payment)
  const over: Payment = {
    ...ended.payment,
    ...{ status: 'voided', voidRequested: true, pendingStep: null, lease: null },
    // The renewal's result tells what became of a capture that was declared meanwhile.
    ...(isDeclaredCapture(payment) && pendingStep === 'renew' && { pendingStep, lease }),
    ...{ token: null, action: null, traceparent },
    reason: isReleased(payment) ? releasedThere : settledByHand,
  }
  // What the provider told that it released, or what was given up, is not taken for captured.
  const isUncaptured = isReleased(payment) || isGivenUpInRenewal(payment)
  if (outcome === 'voided' || isElsewhere || isUncaptured) {
    const { postings, ...next } = giveBack(changed(over), payment, refunds)
    return { ...next, postings: [...ended.postings, ...postings] }
  }
  const { postings, ...given } = givenBack(payment, over, refund, reference)
  return { ...given, postings: [...ended.postings, ...postings] }
}

const voidRefundOf = ({ orderId, traceparent }: Payment): Refund => ({
  ...{ refundId: orderId, orderId, amountMinor: 0, status: 'refunded', reason: settledByHand },
  ...{
    providerRef: null,
    origin: 'order',
    attempts: 0,
    attempt: 0,
    keysUsed: 0,
    lease: null,
    traceparent,
  },
})

/** The refund of a void that is under way ends: what was given back is booked as one movement. */
function withoutVoidRefund(payment: Payment, refund: Refund | undefined) {
  if (refund?.status !== 'pending') return { payment, postings: [] }
  const { amountMinor, refundId, attempt } = refund
  return {
    payment: { ...payment, refundPendingMinor: payment.refundPendingMinor - amountMinor },
    postings: postingOf('refund_undone', payment, amountMinor, causeOf(refundId, attempt)),
  }
}

/** Books the capture, unless that is booked: the payment before and after, as an operator declared it. */
function withCapture(payment: Payment, over: Payment) {
  const { orderId, amountMinor, captureAttempt } = payment
  const reason = isDeclaredCapture(payment) ? payment.reason : settledByHand
  if (payment.capturedMinor > 0) return { payment: { ...over, reason }, postings: [] }
  return {
    payment: { ...over, capturedMinor: amountMinor, reason: captureMark(payment) },
    postings: postingOf('captured', payment, amountMinor, causeOf(orderId, captureAttempt)),
  }
}

/** Books the capture, unless that is booked, and the refund that gave back what is left of it. */
function givenBack(
  payment: Payment,
  over: Payment,
  refund: Refund | undefined,
  reference: string | undefined,
): Change {
  const captured = withCapture(payment, over)
  const open = withoutVoidRefund(captured.payment, refund)
  const postings = [...captured.postings, ...open.postings]
  const amountMinor = refundable(open.payment)
  if (amountMinor === 0) {
    const ended = { status: 'refused', reason: 'booked_already', providerRef: null } as const
    const refunds = refund?.status === 'pending' ? [{ ...refund, ...ended, lease: null }] : []
    return { ...changed(open.payment), refunds, postings }
  }
  // One that ended has been made again: what the provider told of it stays known.
  const isAgain = refund !== undefined && refund.status !== 'pending'
  const known = refund ?? voidRefundOf(payment)
  const attempt = isAgain ? known.attempt + 1 : known.attempt
  const made: Refund = {
    ...{ ...known, attempt, amountMinor, status: 'refunded', reason: settledByHand, lease: null },
    ...{ providerRef: reference ?? known.providerRef, captureRef: null },
  }
  const refundedMinor = open.payment.refundedMinor + amountMinor
  const cause = causeOf(known.refundId, attempt)
  return {
    ...changed({ ...open.payment, refundedMinor }),
    refunds: [...(isAgain ? earlierAttempt(payment, known) : []), made],
    postings: [...postings, ...postingOf('refunded', payment, amountMinor, cause)],
  }
}
