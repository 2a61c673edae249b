import { endPending } from './capture-result.ts'
import { type Change, changed, postingOf, unchanged } from './change.ts'
import { type CommandBase, type CurrentState, captured, decide } from './decide.ts'
import { causeOf } from './ledger.ts'
import { ledgerOnly, type Payment, type Refund, refundable, settledByHand } from './payment.ts'
import { settleRefund } from './settle-refund.ts'

/** What an order manager declared to have become of a payment or a refund that no reply came about. */
export type Settle = CommandBase & {
  readonly type: 'settle'
  readonly reference?: string | undefined
} & (
    | { readonly step: 'money'; readonly outcome: 'voided' | 'refunded' }
    | { readonly step: 'capture'; readonly outcome: 'captured' | 'declined' }
    | {
        readonly step: 'refund'
        readonly outcome: 'refunded' | 'declined'
        readonly refundId: string
        readonly amountMinor: number
        readonly currency: string
      }
  )

/** An operator declared that none of its money is held. */
export const isSettledVoid = (payment: Payment): boolean =>
  payment.status === 'voided' && payment.reason === settledByHand

/**
 * Books what was declared, as if the provider had said so: nothing is requested from it any more. What the provider has
 * confirmed is not taken back: the order is told of it again.
 */
export function settle(command: Settle, current: CurrentState): Change {
  switch (command.step) {
    case 'money':
      return settleVoid(command, current)
    case 'capture':
      return settleCapture(command, current)
    case 'refund':
      return settleRefund(command, current)
  }
}

export type SettleOf<Step> = Extract<Settle, { readonly step: Step }>

/** The refund of a void that is under way ends: what was given back is booked as one movement. */
function withoutVoidRefund(payment: Payment, refund: Refund | undefined) {
  if (refund?.status !== 'pending') return { payment, postings: [] }
  const { amountMinor, refundId, attempt } = refund
  return {
    payment: { ...payment, refundPendingMinor: payment.refundPendingMinor - amountMinor },
    postings: postingOf('refund_undone', payment, amountMinor, causeOf(refundId, attempt)),
  }
}

const voidRefundOf = ({ orderId, traceparent }: Payment): Refund => ({
  ...{ refundId: orderId, orderId, amountMinor: 0, status: 'refunded', reason: 'cancelled' },
  ...{ providerRef: null, origin: 'order', attempts: 0, attempt: 0, lease: null, traceparent },
})

function settleVoid(
  command: SettleOf<'money'>,
  { payment, refund, ...rest }: CurrentState,
): Change {
  const { orderId, traceparent, outcome, reference } = command
  if (!payment || ledgerOnly(payment))
    return decide({ type: 'void', orderId, traceparent }, { payment, refund, ...rest })
  if (payment.status === 'voided' || payment.status === 'declined' || payment.status === 'expired')
    return unchanged(payment)
  const ended = endPending(payment)
  const over: Payment = {
    ...ended.payment,
    ...{ status: 'voided', voidRequested: true, pendingStep: null, lease: null },
    ...{ token: null, action: null, reason: settledByHand, traceparent },
  }
  if (outcome === 'voided' && payment.status !== 'captured')
    return { ...changed(over), postings: ended.postings }
  const isCaptured = payment.status === 'captured'
  const amountMinor = isCaptured ? payment.capturedMinor : payment.amountMinor
  const open = withoutVoidRefund({ ...over, capturedMinor: amountMinor }, refund)
  const backMinor = refundable(open.payment)
  const made: Refund = {
    ...{ ...(refund ?? voidRefundOf(payment)), amountMinor: backMinor, status: 'refunded' },
    ...{ providerRef: reference ?? refund?.providerRef ?? null, lease: null },
  }
  const refundedMinor = open.payment.refundedMinor + backMinor
  return {
    ...changed({ ...open.payment, refundedMinor }),
    refunds: backMinor > 0 ? [made] : [],
    postings: [
      ...ended.postings,
      ...(isCaptured ? [] : postingOf('captured', payment, amountMinor)),
      ...open.postings,
      ...postingOf('refunded', payment, backMinor, orderId),
    ],
  }
}

function settleCapture(
  { orderId, outcome, reference, traceparent }: SettleOf<'capture'>,
  current: CurrentState,
): Change {
  const { payment } = current
  // On account nothing can be declined: the capture is an entry of ours.
  if (!payment || ledgerOnly(payment))
    return decide({ type: 'capture', orderId, traceparent }, current)
  if (payment.capturedMinor > 0) return unchanged(payment, { type: 'captured' })
  const ended = endPending(payment)
  const over: Payment = { ...ended.payment, pendingStep: null, lease: null, traceparent }
  if (outcome === 'declined')
    return {
      ...changed({ ...over, captureRef: null, reason: settledByHand }),
      postings: ended.postings,
    }
  const change = captured({ ...over, captureRef: reference ?? payment.captureRef })
  return { ...change, postings: [...ended.postings, ...change.postings] }
}
