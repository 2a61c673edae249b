import { type Change, changed, postingOf, unchanged } from './change.ts'
import { causeOf } from './ledger.ts'
import type { Payment, Refund } from './payment.ts'
import { bookRefund } from './refund-result.ts'
import type { ExternalRefund, StepResult } from './step-result.ts'

/** Books a refund that was made at the provider, by its first event; later events find the refund like any other. */
export function bookExternalRefund(
  result: StepResult,
  { amountMinor, currency, captureRef }: ExternalRefund,
  payment: Payment,
  refunds: readonly Refund[],
): Change {
  const { orderId, traceparent } = payment
  const { refundId = '' } = result
  // One that was declared under this reference, with another amount, was taken back: its postings stay.
  const before = refunds.find((one) => one.refundId === refundId)
  const attempt = before ? before.attempt + 1 : 0
  const refund = {
    ...{
      refundId,
      orderId,
      amountMinor,
      traceparent,
      attempts: 0,
      attempt,
      keysUsed: 0,
      lease: null,
    },
    ...(captureRef && { captureRef }),
    origin: 'provider',
  } as const
  switch (result.is) {
    case 'done': {
      const made = { ...refund, status: 'refunded', reason: 'refunded_at_provider' } as const
      return bookRefund(payment, { ...made, providerRef: null }, result.ref, refunds)
    }
    case 'pending': {
      const { ref: providerRef, reason } = result
      const waiting: Refund = { ...refund, status: 'pending', providerRef, reason }
      const refundPendingMinor = payment.refundPendingMinor + amountMinor
      const event = { type: 'refund_pending', refundId, amountMinor, currency, reason } as const
      return {
        ...changed({ ...payment, refundPendingMinor }, event),
        refunds: [waiting],
        postings: postingOf('refund_begun', payment, amountMinor, causeOf(refundId, attempt)),
      }
    }
    case 'refused': {
      const { ref: providerRef = null, reason } = result
      const refused: Refund = { ...refund, status: 'refused', providerRef, reason }
      return { ...unchanged(payment), refunds: [refused] }
    }
    case 'declined':
    case 'retry':
    case 'failover':
      return unchanged(payment)
  }
}
