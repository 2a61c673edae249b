import { type Change, changed, followedBy, postingOf, unchanged } from './change.ts'
import { refundEvents } from './decide.ts'
import { causeOf } from './ledger.ts'
import {
  isDeclared,
  isRefundPending,
  isVoidRefund,
  notRefunded,
  type Payment,
  type Refund,
  refundable,
  settledByHand,
} from './payment.ts'
import type { StepResult } from './step-result.ts'

/** The capture that a refund gives back, where the provider names it. */
export function ofCapture(result: StepResult): { readonly captureRef?: string } {
  const named = 'captureRef' in result ? result.captureRef : undefined
  const captureRef = named ?? result.external?.captureRef
  return captureRef ? { captureRef } : {}
}

/** Applies a result to the refund that it is about. */
export function applyToRefund(
  result: StepResult,
  payment: Payment,
  refund: Refund,
  refunds: readonly Refund[],
): Change {
  switch (refund.status) {
    case 'pending':
      return applyToPending(result, payment, refund, refunds)
    case 'refunded': {
      const takenBack = result.is === 'refused' && result.lease === undefined
      return takenBack ? failed(payment, refund, result.reason) : unchanged(payment)
    }
    case 'refused':
    case 'failed':
      return applyToEnded(result, payment, refund, refunds)
  }
}

/** One that ended without the provider's word may have been made after all; what the provider ended stays so. */
function applyToEnded(
  result: StepResult,
  payment: Payment,
  refund: Refund,
  refunds: readonly Refund[],
): Change {
  const { providerRef, reason, status } = refund
  if (providerRef !== null && reason !== settledByHand) return unchanged(payment)
  if (result.is === 'refused' && result.ref !== undefined) {
    const known: Refund = { ...refund, providerRef: result.ref, reason: result.reason }
    return { ...unchanged(payment), refunds: [known] }
  }
  if (result.is !== 'done' || status === 'failed') return unchanged(payment)
  const made: Refund = { ...refund, ...ofCapture(result), reason: null }
  return bookRefund(payment, made, result.ref, refunds)
}

/** The reason of a refund that the provider made and of which an earlier fact is still to be told: that another one failed. */
const waitsForRoom = 'waits_for_room'

function waitForRoom(payment: Payment, refund: Refund): Change {
  const { amountMinor, refundId } = refund
  const attempt = refund.attempt + 1
  const waiting: Refund = { ...refund, attempt, status: 'pending', reason: waitsForRoom }
  const refundPendingMinor = payment.refundPendingMinor + amountMinor
  return {
    ...changed({ ...payment, refundPendingMinor }),
    refunds: [{ ...waiting, lease: null }],
    postings: postingOf('refund_begun', payment, amountMinor, causeOf(refundId, attempt)),
  }
}

function settlePending(payment: Payment, refund: Refund): Change {
  const { amountMinor, refundId, attempt } = refund
  const refundPendingMinor = payment.refundPendingMinor - amountMinor
  const refundedMinor = payment.refundedMinor + amountMinor
  const done: Refund = { ...refund, status: 'refunded' }
  const events = isVoidRefund(refund) ? [] : refundEvents(done, payment.currency ?? '')
  return {
    ...changed({ ...payment, refundPendingMinor, refundedMinor }, ...events),
    refunds: [done],
    postings: postingOf('refund_settled', payment, amountMinor, causeOf(refundId, attempt)),
  }
}

/** Follows a change with the refunds that waited for it: the provider has made them. */
export function settleWaiting(change: Change, refunds: readonly Refund[]): Change {
  const latest = new Map([...refunds, ...change.refunds].map((one) => [one.refundId, one]))
  const waiting = [...latest.values()].filter(
    ({ status, reason }) => status === 'pending' && reason === waitsForRoom,
  )
  return waiting.reduce(
    (before, one) =>
      followedBy(before, (now) =>
        one.amountMinor <= notRefunded(now)
          ? settlePending(now, { ...one, reason: null })
          : unchanged(now),
      ),
    change,
  )
}

/** Makes room for a refund that the provider made: what was declared and nobody has confirmed gives way. */
export function makeRoom(
  payment: Payment,
  refunds: readonly Refund[],
  { refundId, amountMinor }: Pick<Refund, 'refundId' | 'amountMinor'>,
): Change {
  const declared = refunds.filter((one) => isDeclared(one) && one.refundId !== refundId)
  return declared.reduce<Change>(
    (change, one) =>
      followedBy(change, (now) =>
        amountMinor > notRefunded(now)
          ? takeBackDeclared(now, one, 'not_confirmed')
          : unchanged(now),
      ),
    unchanged(payment),
  )
}

/**
 * Books a refund that the provider made, though it was settled as declined or never came here. It goes before those that are
 * requested: the provider refuses what is not left for them.
 */
export const bookRefund = (
  payment: Payment,
  refund: Refund,
  ref: string | null,
  refunds: readonly Refund[] = [],
): Change =>
  followedBy(makeRoom(payment, refunds, refund), (now) => {
    const { amountMinor, refundId, attempt } = refund
    if (amountMinor > notRefunded(now)) return waitForRoom(now, { ...refund, providerRef: ref })
    const made: Refund = { ...refund, status: 'refunded', providerRef: ref, lease: null }
    const refundedMinor = now.refundedMinor + amountMinor
    const events = isVoidRefund(refund) ? [] : refundEvents(made, now.currency ?? '')
    return {
      ...changed({ ...now, refundedMinor }, ...events),
      refunds: [made],
      postings: postingOf('refunded', now, amountMinor, causeOf(refundId, attempt)),
      owedMinor: now.provider === 'account' ? -amountMinor : 0,
    }
  })

/** Ends a refund that was declared as made and is not: the order, which has taken it for made, is told. */
export function takeBackDeclared(payment: Payment, refund: Refund, reason: string): Change {
  const { amountMinor, refundId, attempt, status } = refund
  const event = eventOf('refund_failed', payment, refund, reason)
  const ended: Refund = { ...refund, status: 'failed', providerRef: null, reason, lease: null }
  const cause = causeOf(refundId, attempt)
  const { refundedMinor, refundPendingMinor } = payment
  if (status === 'refunded')
    return {
      ...changed({ ...payment, refundedMinor: refundedMinor - amountMinor }, event),
      refunds: [ended],
      postings: postingOf('refund_failed', payment, amountMinor, cause),
    }
  if (status !== 'pending') return { ...unchanged(payment, event), refunds: [ended] }
  return {
    ...changed({ ...payment, refundPendingMinor: refundPendingMinor - amountMinor }, event),
    refunds: [ended],
    postings: postingOf('refund_undone', payment, amountMinor, cause),
  }
}

/** Ends a requested refund that the provider has refused, or that it cannot make. */
export function refuseRequested(
  payment: Payment,
  refund: Refund,
  reason: string,
  ref: string | null = refund.providerRef,
): Change {
  const { amountMinor, refundId, attempt } = refund
  const refused: Refund = { ...refund, status: 'refused', providerRef: ref, reason, lease: null }
  const events = isVoidRefund(refund) ? [] : refundEvents(refused, payment.currency ?? '')
  const refundPendingMinor = payment.refundPendingMinor - amountMinor
  return {
    ...changed({ ...payment, refundPendingMinor }, ...events),
    refunds: [refused],
    postings: postingOf('refund_undone', payment, amountMinor, causeOf(refundId, attempt)),
  }
}

const eventOf = (
  type: 'refund_pending' | 'refund_failed',
  { currency }: Payment,
  { refundId, amountMinor }: Refund,
  reason: string,
) => ({ type, refundId, amountMinor, currency: currency ?? '', reason }) as const

function applyToPending(
  result: StepResult,
  payment: Payment,
  refund: Refund,
  refunds: readonly Refund[],
): Change {
  const { amountMinor } = refund
  switch (result.is) {
    case 'done':
      return followedBy(makeRoom(payment, refunds, refund), (now) => {
        const made = { ...refund, ...ofCapture(result), providerRef: result.ref }
        if (amountMinor <= notRefunded(now)) return settlePending(now, made)
        const waiting: Refund = { ...made, reason: waitsForRoom, lease: null }
        return { ...unchanged(now), refunds: [waiting] }
      })
    case 'pending': {
      if (isRefundPending(refund)) return unchanged(payment)
      const { ref: providerRef, reason } = result
      return {
        ...unchanged(payment, eventOf('refund_pending', payment, refund, reason)),
        refunds: [{ ...refund, ...ofCapture(result), providerRef, reason, lease: null }],
      }
    }
    case 'declined':
    case 'refused':
      return isToRepeat(result, payment, refund)
        ? retry(payment, refund, true)
        : refuseRequested(payment, refund, result.reason, result.ref ?? refund.providerRef)
    case 'retry':
      return retry(payment, refund, result.isKeyUsed)
    case 'failover':
      return retry(payment, refund)
  }
}

function retry(payment: Payment, refund: Refund, isKeyUsed = false): Change {
  const keysUsed = refund.keysUsed + (isKeyUsed ? 1 : 0)
  const waiting: Refund = { ...refund, attempts: refund.attempts + 1, keysUsed, lease: null }
  return { ...unchanged(payment), refunds: [waiting] }
}

/** How often the refund of a void is requested that the provider refuses without a record of it. */
const repeatsAtMost = 5

/** A void owes the customer its refund, while nothing shows that the provider made it. */
function isToRepeat(
  result: StepResult & { is: 'declined' | 'refused' },
  payment: Payment,
  refund: Refund,
): boolean {
  const { amountMinor, providerRef, attempts } = refund
  const without = { ...payment, refundPendingMinor: payment.refundPendingMinor - amountMinor }
  const isUnknown = result.ref === undefined && providerRef === null
  const isLeft = refundable(without) >= amountMinor
  return isVoidRefund(refund) && isUnknown && isLeft && attempts < repeatsAtMost
}

/** The provider took a refund back that it had made: the money is with us again, and the customer is owed it. */
export function failed(payment: Payment, refund: Refund, reason: string): Change {
  const { amountMinor, refundId, attempt } = refund
  const refundedMinor = payment.refundedMinor - amountMinor
  return {
    ...changed({ ...payment, refundedMinor }, eventOf('refund_failed', payment, refund, reason)),
    refunds: [{ ...refund, status: 'failed', reason }],
    postings: postingOf('refund_failed', payment, amountMinor, causeOf(refundId, attempt)),
  }
}
