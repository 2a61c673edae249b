import { endPending } from './capture-result.ts'
import { type Change, changed, giveBack, postingOf } from './change.ts'
import { type CurrentState, decide, isOver, withVoid } from './decide.ts'
import { causeOf } from './ledger.ts'
import {
  isBookedAs,
  ledgerOnly,
  type Payment,
  type Refund,
  refundable,
  settledByHand,
} from './payment.ts'
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
  if (isOver(payment)) return withVoid(payment)
  const isElsewhere = refunds.some((one) => one !== refund && isBookedAs(one, reference))
  if (payment.status === 'captured' && (outcome === 'voided' || isElsewhere))
    return giveBack(changed({ ...payment, voidRequested: true, traceparent }), refund)
  const ended = endPending(payment)
  const over: Payment = {
    ...ended.payment,
    ...{ status: 'voided', voidRequested: true, pendingStep: null, lease: null },
    ...{ token: null, action: null, reason: settledByHand, traceparent },
  }
  if (outcome === 'voided') return { ...changed(over), postings: ended.postings }
  const { postings, ...given } = givenBack(payment, over, refund, reference)
  return { ...given, postings: [...ended.postings, ...postings] }
}

const voidRefundOf = ({ orderId, traceparent }: Payment): Refund => ({
  ...{ refundId: orderId, orderId, amountMinor: 0, status: 'refunded', reason: settledByHand },
  ...{ providerRef: null, origin: 'order', attempts: 0, attempt: 0, lease: null, traceparent },
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

/** Books the capture, unless that is booked, and the refund that gave back what is left of it. */
function givenBack(
  payment: Payment,
  over: Payment,
  refund: Refund | undefined,
  reference: string | undefined,
): Change {
  const isCaptured = payment.status === 'captured'
  const amountMinor = isCaptured ? payment.capturedMinor : payment.amountMinor
  const open = withoutVoidRefund({ ...over, capturedMinor: amountMinor }, refund)
  const backMinor = refundable(open.payment)
  const known = refund ?? voidRefundOf(payment)
  const made: Refund =
    backMinor > 0
      ? {
          ...{ ...known, amountMinor: backMinor, status: 'refunded', reason: settledByHand },
          ...{ providerRef: reference ?? known.providerRef, lease: null },
        }
      : { ...known, status: 'refused', reason: 'booked_already', lease: null }
  const refundedMinor = open.payment.refundedMinor + backMinor
  return {
    ...changed({ ...open.payment, refundedMinor }),
    refunds: backMinor > 0 || refund?.status === 'pending' ? [made] : [],
    postings: [
      ...(isCaptured ? [] : postingOf('captured', payment, amountMinor)),
      ...open.postings,
      ...postingOf('refunded', payment, backMinor, payment.orderId),
    ],
  }
}
