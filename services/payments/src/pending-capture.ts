import { v5 as uuidv5 } from 'uuid'
import { postingOf } from './change.ts'
import { causeOf, type Posting } from './ledger.ts'
import { isCapturePending, type Payment } from './payment.ts'

const namespace = '7c3f1b52-0a84-4d27-9a55-6d1e4f20b8c3'

/** The id of a capture in the ledger. */
export const captureId = ({ provider }: Payment, ref: string): string =>
  uuidv5(`${provider}:${ref}`, namespace)

const pendingPosting = (kind: 'capture_pending' | 'capture_pending_ended', payment: Payment) => {
  const { captureRef, orderId, captureAttempt, capturePendingMinor } = payment
  const id = captureRef === null ? orderId : captureId(payment, captureRef)
  return postingOf(kind, payment, capturePendingMinor, causeOf(id, captureAttempt))
}

/** The provider has taken a capture on, and settles it later. */
export function startPending(
  before: Payment,
  captureRef: string,
  amountMinor: number,
): { payment: Payment; postings: readonly Posting[] } {
  const payment = { ...before, captureRef, capturePendingMinor: amountMinor }
  return { payment, postings: pendingPosting('capture_pending', payment) }
}

/** Takes a pending capture out of the ledger, whatever became of it. */
export const endPending = (payment: Payment): { payment: Payment; postings: readonly Posting[] } =>
  isCapturePending(payment)
    ? {
        payment: { ...payment, capturePendingMinor: 0 },
        postings: pendingPosting('capture_pending_ended', payment),
      }
    : { payment, postings: [] }
