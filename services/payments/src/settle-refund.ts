import { type Change, unchanged } from './change.ts'
import { type CurrentState, refundEvents } from './decide.ts'
import {
  isBookedAs,
  ledgerOnly,
  notRefunded,
  type Payment,
  type Refund,
  settledByHand,
} from './payment.ts'
import { applyToRefund, bookRefund, takeBackDeclared } from './refund-result.ts'
import type { SettleOf } from './settlement.ts'

/** Books what was declared about a refund. Until the provider tells of it, its reason says that it was declared. */
export function settleRefund(command: SettleOf<'refund'>, current: CurrentState): Change {
  const { orderId, refundId, amountMinor, currency, traceparent } = command
  const { payment, refund, refunds = [] } = current
  if (!payment || (refund && refund.orderId !== orderId)) return unchanged(payment)
  if (refund?.status === 'refunded')
    return unchanged(payment, ...refundEvents(refund, payment.currency ?? currency))
  const unmade: Refund = {
    ...{ refundId, orderId, amountMinor, status: 'refused', reason: settledByHand, traceparent },
    ...{ providerRef: null, origin: 'order', attempts: 0, attempt: 0, lease: null },
  }
  if (command.outcome === 'declined') return declined(payment, refund, unmade)
  const reason = contradiction(command, payment, refunds)
  return reason
    ? takeBackDeclared(payment, refund ?? unmade, reason)
    : made(command, payment, refund ?? unmade)
}

/** Why what was declared cannot be so. */
function contradiction(
  { refundId, reference, amountMinor, currency }: SettleOf<'refund'>,
  payment: Payment,
  refunds: readonly Refund[],
): string | undefined {
  const isElsewhere = (one: Refund) => one.refundId !== refundId && isBookedAs(one, reference)
  if (refunds.some(isElsewhere)) return 'booked_already'
  if (payment.currency !== currency) return 'currency_differs'
  return amountMinor > notRefunded(payment) ? 'more_than_captured' : undefined
}

function made(command: SettleOf<'refund'>, payment: Payment, refund: Refund): Change {
  const ref = command.reference ?? refund.providerRef
  const asDeclared = { ...refund, reason: ledgerOnly(payment) ? null : settledByHand }
  if (refund.status === 'pending') return endPending(payment, asDeclared, ref)
  // One that was made and taken back has been made again.
  const attempt = refund.status === 'failed' ? refund.attempt + 1 : refund.attempt
  return bookRefund(payment, { ...asDeclared, attempt }, ref)
}

function declined(payment: Payment, refund: Refund | undefined, unmade: Refund): Change {
  if (!refund) return { ...unchanged(payment), refunds: [unmade] }
  return refund.status === 'pending' ? endPending(payment, refund) : unchanged(payment)
}

/** Ends a pending refund as the provider would: as made, or as declined when there is no reference. */
function endPending(payment: Payment, refund: Refund, ref?: string | null): Change {
  const { provider, orderId } = payment
  if (provider === null || provider === 'account') return unchanged(payment)
  const base = { orderId, refundId: refund.refundId, provider, step: 'refund' } as const
  const lease = refund.lease ?? settledByHand
  const result =
    ref === undefined
      ? ({ ...base, lease, is: 'declined', reason: settledByHand } as const)
      : ({ ...base, lease, is: 'done', ref: ref ?? settledByHand } as const)
  return applyToRefund(result, payment, refund)
}
