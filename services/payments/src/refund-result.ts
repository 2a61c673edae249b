import { type Change, changed, postingOf, resumeVoid, unchanged } from './change.ts'
import { refundEvents } from './decide.ts'
import { causeOf } from './ledger.ts'
import {
  isRefundPending,
  isVoidRefund,
  notRefunded,
  type Payment,
  type Refund,
  refundable,
  settledByHand,
} from './payment.ts'
import type { StepResult } from './step-result.ts'

/** Whether an event is about another refund than the one under way: one that the provider made before and took back. */
function isOfEarlierAttempt(result: StepResult, refund: Refund): boolean {
  if (result.lease !== undefined) return false
  if (refund.providerRef === null) return refund.attempt > 0
  return 'ref' in result && result.ref !== undefined && result.ref !== refund.providerRef
}

export function applyToRefund(result: StepResult, payment: Payment, refund: Refund): Change {
  if (isOfEarlierAttempt(result, refund)) return unchanged(payment)
  switch (refund.status) {
    case 'pending':
      return applyToPending(result, payment, refund)
    case 'refunded': {
      const takenBack = result.is === 'refused' && result.lease === undefined
      return takenBack ? failed(payment, refund, result.reason) : unchanged(payment)
    }
    case 'refused':
      return result.is === 'done' && refund.reason === settledByHand
        ? bookRefund(payment, { ...refund, reason: null }, result.ref)
        : unchanged(payment)
    case 'failed':
      return unchanged(payment)
  }
}

/**
 * Books a refund that the provider made, though it was settled as declined or never came here. It goes before those that are
 * requested: the provider refuses what is not left for them.
 */
export function bookRefund(payment: Payment, refund: Refund, ref: string | null): Change {
  const { amountMinor, refundId } = refund
  if (isVoidRefund(refund) || amountMinor > notRefunded(payment)) return unchanged(payment)
  const made: Refund = { ...refund, status: 'refunded', providerRef: ref, lease: null }
  const refundedMinor = payment.refundedMinor + amountMinor
  return {
    ...changed({ ...payment, refundedMinor }, ...refundEvents(made, payment.currency ?? '')),
    refunds: [made],
    postings: postingOf('refunded', payment, amountMinor, causeOf(refundId, refund.attempt)),
    owedMinor: payment.provider === 'account' ? -amountMinor : 0,
  }
}

/** Ends a refund that was declared as made and is not: the order, which has taken it for made, is told. */
export function takeBackDeclared(payment: Payment, refund: Refund, reason: string): Change {
  const { amountMinor, refundId, attempt } = refund
  const event = eventOf('refund_failed', payment, refund, reason)
  const refunds: Refund[] = [{ ...refund, status: 'refused', reason, lease: null }]
  if (refund.status !== 'pending') return { ...unchanged(payment, event), refunds }
  const refundPendingMinor = payment.refundPendingMinor - amountMinor
  return resumeVoid({
    ...changed({ ...payment, refundPendingMinor }, event),
    refunds,
    postings: postingOf('refund_undone', payment, amountMinor, causeOf(refundId, attempt)),
  })
}

const eventOf = (
  type: 'refund_pending' | 'refund_failed',
  { currency }: Payment,
  { refundId, amountMinor }: Refund,
  reason: string,
) => ({ type, refundId, amountMinor, currency: currency ?? '', reason }) as const

function applyToPending(result: StepResult, payment: Payment, refund: Refund): Change {
  const { amountMinor, refundId } = refund
  const cause = causeOf(refundId, refund.attempt)
  const refundPendingMinor = payment.refundPendingMinor - amountMinor
  switch (result.is) {
    case 'done': {
      const refundedMinor = payment.refundedMinor + amountMinor
      const done: Refund = { ...refund, status: 'refunded', providerRef: result.ref }
      const events = isVoidRefund(refund) ? [] : refundEvents(done, payment.currency ?? '')
      return resumeVoid({
        ...changed({ ...payment, refundPendingMinor, refundedMinor }, ...events),
        refunds: [done],
        postings: postingOf('refund_settled', payment, amountMinor, cause),
      })
    }
    case 'pending': {
      if (isRefundPending(refund)) return unchanged(payment)
      const { ref: providerRef, reason } = result
      const events = isVoidRefund(refund)
        ? []
        : [eventOf('refund_pending', payment, refund, reason)]
      return {
        ...unchanged(payment, ...events),
        refunds: [{ ...refund, providerRef, reason, lease: null }],
      }
    }
    case 'declined':
    case 'refused': {
      // A void owes the customer this refund: it is requested until the provider makes it.
      if (isVoidRefund(refund)) return requestAgain(result, payment, refund)
      const refused: Refund = { ...refund, status: 'refused', reason: result.reason }
      return resumeVoid({
        ...changed(
          { ...payment, refundPendingMinor },
          ...refundEvents(refused, payment.currency ?? ''),
        ),
        refunds: [refused],
        postings: postingOf('refund_undone', payment, amountMinor, cause),
      })
    }
    case 'retry':
    case 'failover':
      return retry(payment, refund)
  }
}

const retry = (payment: Payment, refund: Refund): Change => ({
  ...unchanged(payment),
  refunds: [{ ...refund, attempts: refund.attempts + 1, lease: null }],
})

/**
 * Under the same key while nothing shows that the provider made it; a refund that it made and took back is another one, as is
 * one of less, because refunds made at the provider gave back a part or all of it meanwhile.
 */
function requestAgain(
  result: StepResult & { is: 'declined' | 'refused' },
  payment: Payment,
  refund: Refund,
): Change {
  const { amountMinor, refundId, attempt } = refund
  const without = { ...payment, refundPendingMinor: payment.refundPendingMinor - amountMinor }
  const left = Math.min(amountMinor, refundable(without))
  const undone = postingOf('refund_undone', payment, amountMinor, causeOf(refundId, attempt))
  if (left === 0)
    return resumeVoid({
      ...changed(without),
      refunds: [{ ...refund, status: 'refused', reason: result.reason }],
      postings: undone,
    })
  if (left === amountMinor && refund.providerRef === null && result.ref === undefined)
    return retry(payment, refund)
  return {
    ...changed({ ...without, refundPendingMinor: without.refundPendingMinor + left }),
    refunds: [{ ...nextAttempt(refund, result.reason), amountMinor: left }],
    postings: [
      ...undone,
      ...postingOf('refund_begun', payment, left, causeOf(refundId, attempt + 1)),
    ],
  }
}

const nextAttempt = (refund: Refund, reason: string): Refund => ({
  ...refund,
  status: 'pending',
  reason,
  providerRef: null,
  lease: null,
  attempts: 0,
  attempt: refund.attempt + 1,
})

/** The provider took a refund back that it had made: the money is with us again, and the customer is owed it. */
export function failed(payment: Payment, refund: Refund, reason: string): Change {
  const { amountMinor, refundId, attempt } = refund
  const refundedMinor = payment.refundedMinor - amountMinor
  const event = eventOf('refund_failed', payment, refund, reason)
  const postings = postingOf('refund_failed', payment, amountMinor, causeOf(refundId, attempt))
  if (!isVoidRefund(refund))
    return {
      ...changed({ ...payment, refundedMinor }, event),
      refunds: [{ ...refund, status: 'failed', reason }],
      postings,
    }
  const refundPendingMinor = payment.refundPendingMinor + amountMinor
  return {
    ...changed({ ...payment, refundedMinor, refundPendingMinor }, event),
    refunds: [nextAttempt(refund, reason)],
    postings: [
      ...postings,
      ...postingOf('refund_begun', payment, amountMinor, causeOf(refundId, attempt + 1)),
    ],
  }
}
