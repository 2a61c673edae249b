import { partFor } from './capture.ts'
import { beginStep, type Change, changed, followedBy, startRefund, unchanged } from './change.ts'
import {
  isGivenUp,
  isOver,
  isVoidRefund,
  ledgerOnly,
  type Payment,
  type Refund,
  refundable,
} from './payment.ts'
import { earlierAttempt } from './refund-id.ts'

/** With the pauses between them, the provider has refused for three days. */
const attemptsAtMost = 20

const isOfVoid =
  ({ orderId }: Payment) =>
  (refund: Refund) =>
    isVoidRefund(refund) && refund.orderId === orderId

/** The refund of a void as it was left, so that its attempts go on counting. */
const latest = (payment: Payment, change: Change, refunds: readonly Refund[]) =>
  change.refunds.findLast(isOfVoid(payment)) ?? refunds.find(isOfVoid(payment))

const withChanged = (before: readonly Refund[], after: readonly Refund[]): readonly Refund[] => [
  ...new Map([...before, ...after].map((one) => [one.refundId, one])).values(),
]

/** Begins the refund of all that is left, or of what is left of one capture: the others follow. */
function beginRefund(
  payment: Payment,
  known: Refund | undefined,
  refunds: readonly Refund[],
): Change {
  const { orderId, traceparent } = payment
  const attempt = known ? known.attempt + 1 : 0
  const refund: Refund = {
    ...{ refundId: orderId, orderId, status: 'pending' },
    ...partFor(payment, refundable(payment), refunds, attempt),
    ...{ reason: 'cancelled', providerRef: null, origin: 'order', attempts: 0 },
    ...{ attempt, keysUsed: known?.keysUsed ?? 0, lease: null, traceparent },
  }
  const started = startRefund(payment, refund)
  return {
    ...started,
    refunds: [...(known ? earlierAttempt(payment, known) : []), ...started.refunds],
  }
}

/** The order is told, once for each time that the provider refuses or that more money is found. */
const voidFailed = (payment: Payment, { reason }: Refund, isNews: boolean): Change =>
  isNews
    ? changed(
        { ...payment, status: 'captured' },
        { type: 'void_failed', reason: reason ?? 'refused' },
      )
    : changed(payment)

/** Whether the order was told that no money of it is held. */
const wasTold = (payment: Payment | undefined): boolean =>
  payment !== undefined && isOver(payment) && payment.pendingStep === null

/**
 * Follows a change with the next step of a void that was requested, or of a capture that was given up; with none while
 * another step is pending. What is captured is given back, also after the order was told so: a refund may fail later, and a dispute be won. One that
 * the provider has refused too often is requested again only when that `isAsked` for.
 */
export const continueVoid = (
  change: Change,
  before: Payment | undefined,
  refunds: readonly Refund[] = [],
  isAsked = false,
): Change =>
  followedBy(change, (payment) => {
    const isWanted = payment.voidRequested || isGivenUp(payment)
    if (!isWanted || payment.pendingStep || payment.status === 'pending') return changed(payment)
    const told = wasTold(before)
    const voided: Payment = { ...payment, status: 'voided' }
    const events = told ? [] : [{ type: 'voided' } as const]
    if (payment.status === 'authorised') {
      if (!ledgerOnly(payment)) return changed(beginStep(payment, 'void'))
      const heldMinor = payment.provider === 'account' ? -payment.amountMinor : 0
      return { ...changed(voided, ...events), heldMinor }
    }
    if (payment.capturedMinor === 0 && payment.status !== 'captured')
      return changed(payment, ...events)
    if (payment.refundPendingMinor > 0) return changed(told ? voided : payment)
    if (refundable(payment) === 0) return changed(voided, ...events)
    const known = latest(payment, change, refunds)
    if (known && known.attempt >= attemptsAtMost && !isAsked)
      return voidFailed(payment, known, told || change.refunds.some(isOfVoid(payment)))
    const started = beginRefund(payment, known, withChanged(refunds, change.refunds))
    if (!started.payment || !(told || ledgerOnly(payment))) return started
    return { ...started, payment: { ...started.payment, status: 'voided' }, events }
  })

/** A void that is requested again: its refund is, unless it is under way, and so is a capture that waits for its next attempt. */
export function voidAgain(payment: Payment, refunds: readonly Refund[]): Change {
  const { pendingStep, lease, attempts } = payment
  const isWaiting = pendingStep === 'capture' && lease === null && attempts > 0
  const asked = isWaiting ? changed({ ...payment, attempts: 0 }) : unchanged(payment)
  return continueVoid(asked, payment, refunds, true)
}

/** Begins the refund of captured money, or leaves it under way, for an order that is told so by its own declaration. */
export function giveBack(change: Change, before: Payment, refunds: readonly Refund[]): Change {
  const { payment, ...next } = continueVoid(change, before, refunds, true)
  const isUnderWay = payment && payment.refundPendingMinor > 0
  return {
    ...next,
    payment: isUnderWay ? { ...payment, status: 'voided' } : payment,
    events: next.events.filter(({ type }) => type !== 'voided'),
  }
}
