import { type Change, unchanged } from './change.ts'
import { continueVoid } from './continue-void.ts'
import { type CurrentState, refundEvents } from './decide.ts'
import {
  isBookedAs,
  isFailedAs,
  isRefundPending,
  ledgerOnly,
  notRefunded,
  type Payment,
  type Refund,
  settledByHand,
} from './payment.ts'
import { earlierAttempt } from './refund-id.ts'
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
    ...{ providerRef: null, origin: 'order', attempts: 0, attempt: 0, keysUsed: 0, lease: null },
  }
  if (command.outcome === 'declined')
    return continueVoid(declined(payment, refund, unmade), payment, refunds)
  const reason = contradiction(command, payment, refund, refunds)
  const change = reason
    ? refuseDeclared(payment, refund ?? unmade, reason)
    : made(command, payment, refund ?? unmade)
  return continueVoid(change, payment, refunds)
}

/** What the provider told of one that has ended stays known by its reference. */
function refuseDeclared(payment: Payment, refund: Refund, reason: string): Change {
  const change = takeBackDeclared(payment, refund, reason)
  const ended = refund.status === 'pending' ? [] : earlierAttempt(payment, refund)
  return { ...change, refunds: [...ended, ...change.refunds] }
}

const isMade = ({ status }: Refund) => status === 'refunded' || status === 'pending'

/** Why what was declared cannot be so. A refund of the same amount that the provider told of is the one: a reference may be mistyped. */
function contradiction(
  { refundId, reference, amountMinor, currency }: SettleOf<'refund'>,
  payment: Payment,
  refund: Refund | undefined,
  refunds: readonly Refund[],
): string | undefined {
  const isElsewhere = (one: Refund) => one.refundId !== refundId && isBookedAs(one, reference)
  if (refunds.some((one) => isFailedAs(one, reference))) return 'failed_at_provider'
  const isTold = (one: Refund) => one.origin === 'provider' && one.amountMinor === amountMinor
  if (refunds.some((one) => isElsewhere(one) || (isTold(one) && isMade(one))))
    return 'booked_already'
  if (payment.currency !== currency) return 'currency_differs'
  const bookedMinor = refund?.status === 'pending' ? refund.amountMinor : amountMinor
  return bookedMinor > notRefunded(payment) ? 'more_than_captured' : undefined
}

function made(command: SettleOf<'refund'>, payment: Payment, refund: Refund): Change {
  // The provider's own record of it goes before the reference that was declared, which may be mistyped.
  const ref = isRefundPending(refund)
    ? refund.providerRef
    : (command.reference ?? refund.providerRef)
  const asDeclared = { ...refund, reason: ledgerOnly(payment) ? null : settledByHand }
  if (refund.status === 'pending') return endPending(payment, asDeclared, ref)
  // One that ended has been made again: what the provider told of it stays known.
  const isAgain = refund.providerRef !== null || refund.status === 'failed'
  const attempt = isAgain ? refund.attempt + 1 : refund.attempt
  const { amountMinor } = command
  const booked = bookRefund(payment, { ...asDeclared, amountMinor, attempt }, ref)
  return { ...booked, refunds: [...earlierAttempt(payment, refund), ...booked.refunds] }
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
  return applyToRefund(result, payment, refund, [])
}
