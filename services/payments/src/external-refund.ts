import { v5 as uuidv5 } from 'uuid'
import { applyToCapture } from './capture-result.ts'
import { type Change, changed, followedBy, postingOf, resumeVoid, unchanged } from './change.ts'
import { refundEvents } from './decide.ts'
import { notRefunded, type Payment, type Provider, type Refund } from './payment.ts'
import type { ExternalRefund, StepResult } from './step-result.ts'

const namespace = 'b1f7d9a4-53f0-4c0e-9d0a-5f1c7a4c2f10'

/** The id of a refund that was made at the provider, the same in each of its events. */
export const refundIdOf = (provider: Provider, ref: string): string =>
  uuidv5(`${provider}:${ref}`, namespace)

/** What a provider gives back it has captured, whether or not its response to our capture has come yet. */
function withCapture(payment: Payment, { captureRef }: ExternalRefund): Change {
  if (payment.status !== 'authorised' || payment.pendingStep !== 'capture')
    return unchanged(payment)
  const { orderId, provider, providerRef } = payment
  if (provider === null || provider === 'account') return unchanged(payment)
  const base = { orderId, provider, step: 'capture' } as const
  return applyToCapture({ ...base, is: 'done', ref: providerRef ?? '', captureRef }, payment)
}

/** Books a refund that was made at the provider, by its first event; later events find the refund like any other. */
export const bookExternalRefund = (
  result: StepResult,
  external: ExternalRefund,
  payment: Payment,
): Change =>
  resumeVoid(followedBy(withCapture(payment, external), (now) => book(result, external, now)))

function book(result: StepResult, { amountMinor, currency }: ExternalRefund, payment: Payment) {
  const { orderId, traceparent } = payment
  const { refundId = '' } = result
  if (payment.currency !== currency || amountMinor > notRefunded(payment)) return unchanged(payment)
  const refund = {
    ...{ refundId, orderId, amountMinor, traceparent, attempts: 0, attempt: 0, lease: null },
    origin: 'provider',
  } as const
  switch (result.is) {
    case 'done': {
      const made: Refund = {
        ...{ ...refund, status: 'refunded', providerRef: result.ref },
        reason: 'refunded_at_provider',
      }
      const refundedMinor = payment.refundedMinor + amountMinor
      return {
        ...changed({ ...payment, refundedMinor }, ...refundEvents(made, currency)),
        refunds: [made],
        postings: postingOf('refunded', payment, amountMinor, refundId),
      }
    }
    case 'pending': {
      const { ref: providerRef, reason } = result
      const waiting: Refund = { ...refund, status: 'pending', providerRef, reason }
      const refundPendingMinor = payment.refundPendingMinor + amountMinor
      const event = { type: 'refund_pending', refundId, amountMinor, currency, reason } as const
      return {
        ...changed({ ...payment, refundPendingMinor }, event),
        refunds: [waiting],
        postings: postingOf('refund_begun', payment, amountMinor, refundId),
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
