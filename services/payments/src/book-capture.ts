import { isOpen, isTold, provenMinor, restMinor, toldMinor, withTold } from './capture.ts'
import { type Change, changed, followedBy, postingOf, retryPayment, unchanged } from './change.ts'
import { causeOf } from './ledger.ts'
import {
  isCapturePending,
  isDeclaredCapture,
  isSettledVoid,
  type Payment,
  type Refund,
  settledByHand,
} from './payment.ts'
import { captureId, endPending } from './pending-capture.ts'
import { makeRoom } from './refund-result.ts'

/** A capture of which the provider tells. */
export interface ToldCapture {
  readonly ref: string
  /** Absent: all that it has not told of before. */
  readonly amountMinor?: number | undefined
  /** The provider captures no more of the payment. */
  readonly isFinal: boolean
}

/** The provider may capture more of it: also of one that is declined here, and still to be released there. */
const mayGoOn = (payment: Payment): boolean => isOpen(payment) || payment.pendingStep === 'void'

/** The first one is booked under the order, as by releases that know of one capture alone: the ledger has it once. */
const causeFor = (payment: Payment, by: string): string =>
  payment.capturedMinor === 0 && toldMinor(payment) === 0
    ? causeOf(payment.orderId, payment.captureAttempt)
    : captureId(payment, by)

/** Raises or lowers what is booked as captured. What was declared as refunded, and is more than that, gives way. */
function setCaptured(
  payment: Payment,
  capturedMinor: number,
  refunds: readonly Refund[],
  cause: string,
): Change {
  const moreMinor = capturedMinor - payment.capturedMinor
  if (moreMinor >= 0)
    return {
      ...changed({ ...payment, capturedMinor }),
      postings: postingOf('captured', payment, moreMinor, cause),
    }
  const lessMinor = -moreMinor
  return followedBy(
    makeRoom(payment, refunds, { refundId: '', amountMinor: lessMinor }),
    (now) => ({
      ...changed({ ...now, capturedMinor }),
      postings: postingOf('capture_undone', now, lessMinor, cause),
    }),
  )
}

/** What is left of a mark once the provider has told more. */
export const withoutMark = (payment: Payment): string | null =>
  isSettledVoid(payment) ? settledByHand : null

/** The provider captures no more of it. Of an order that takes its money back it has to be given back. */
export function endCapture(payment: Payment): Change {
  const { status, provider } = payment
  const isKept = !payment.voidRequested && status !== 'declined'
  const first = status === 'pending' && provider ? [{ type: 'authorised', provider } as const] : []
  const captured = status === 'captured' ? [] : [{ type: 'captured' } as const]
  const after: Payment = {
    ...{ ...payment, status: 'captured', pendingStep: null, lease: null },
    ...{ token: null, action: null, voidRequested: !isKept },
  }
  return changed(after, ...(isKept ? [...first, ...captured] : []))
}

/** The same of one that may be pending. */
export function endNow(before: Payment): Change {
  const { payment, postings } = endPending(before)
  return { ...endCapture(payment), postings }
}

/**
 * Books a capture by its reference, once, whether or not it was requested. A part of the payment leaves it open, unless the
 * provider captures no more of it. What was declared, or proven by what followed, is replaced by what is told.
 */
export function bookTold(
  before: Payment,
  { ref, amountMinor, isFinal }: ToldCapture,
  refunds: readonly Refund[],
): Change {
  if (isTold(before, ref)) return isFinal && mayGoOn(before) ? endNow(before) : unchanged(before)
  const untoldMinor = Math.max(0, before.amountMinor - toldMinor(before))
  const captures = withTold(before, ref, amountMinor ?? untoldMinor)
  const sumMinor = toldMinor({ captures })
  const isDeclared = isDeclaredCapture(before)
  const isOver = isFinal || sumMinor >= before.amountMinor || !(isDeclared || mayGoOn(before))
  const wasPending = isCapturePending(before)
  const ended =
    isOver || ref === before.captureRef ? endPending(before) : { payment: before, postings: [] }
  const isWaiting = isCapturePending(ended.payment)
  const payment: Payment = {
    ...{ ...ended.payment, captures },
    captureRef: isWaiting || before.provider === 'stripe' ? before.captureRef : ref,
    reason: isOver && isDeclared ? withoutMark(before) : before.reason,
  }
  const provenAs = provenMinor(payment, refunds)
  const capturedMinor = isDeclared && !isOver ? Math.max(provenAs, before.amountMinor) : provenAs
  const booked = setCaptured(payment, capturedMinor, refunds, causeFor(before, ref))
  const change = { ...booked, postings: [...ended.postings, ...booked.postings] }
  if (isOver) return followedBy(change, endCapture)
  // Its event ended the wait: the rest is requested, unless a request is under way.
  return wasPending && !isWaiting && before.pendingStep === 'capture' && before.lease === null
    ? followedBy(change, (now) => changed(retryPayment(now, false)))
    : change
}

/** Books the rest as captured, as an order manager declares it. */
export function bookDeclared(before: Payment, reference: string | undefined): Change {
  const { payment, postings } = endPending(before)
  const cause = causeFor(payment, `declared ${payment.captureAttempt}`)
  const booked: Payment = {
    ...{ ...payment, capturedMinor: payment.capturedMinor + restMinor(payment) },
    captureRef: reference ?? payment.captureRef,
  }
  const change = {
    ...changed(booked),
    postings: [...postings, ...postingOf('captured', payment, restMinor(payment), cause)],
  }
  return followedBy(change, endCapture)
}

/**
 * Books that at least as much was captured as the provider has taken back or given back since. At Stripe, which captures a
 * payment once, it captures no more.
 */
export function proveCapture(
  before: Payment,
  leastMinor: number,
  by: { readonly ref: string; readonly captureRef?: string | undefined },
): Change {
  const isOne = before.provider === 'stripe'
  const known =
    isOne && isDeclaredCapture(before) ? { ...before, reason: withoutMark(before) } : before
  if (leastMinor <= known.capturedMinor) return changed(known)
  const ended = isOne ? endPending(known) : { payment: known, postings: [] }
  const { payment } = ended
  const booked = setCaptured(
    isCapturePending(payment)
      ? payment
      : { ...payment, captureRef: payment.captureRef ?? by.captureRef ?? null },
    leastMinor,
    [],
    causeFor(payment, by.ref),
  )
  const change = { ...booked, postings: [...ended.postings, ...booked.postings] }
  return isOne || !mayGoOn(payment) ? followedBy(change, endCapture) : change
}
