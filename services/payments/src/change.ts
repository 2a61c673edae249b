import type { Dispute } from './dispute.ts'
import { type Posting, type PostingKind, post } from './ledger.ts'
import { ledgerOnly, type Payment, type Refund, refundable, type ShopperAction } from './payment.ts'

/** An event to publish about a payment. */
export type PaymentEvent =
  | { readonly type: 'authorised'; readonly provider: string }
  | { readonly type: 'declined'; readonly reason: string }
  | {
      readonly type: 'action_required'
      readonly action: ShopperAction['type']
      readonly expiresAt: string
    }
  | { readonly type: 'voided' }
  | { readonly type: 'captured' }
  | { readonly type: 'capture_refused'; readonly reason: string }
  | { readonly type: 'capture_pending'; readonly reason: string }
  | { readonly type: 'capture_failed'; readonly reason: string }
  | {
      readonly type: 'capture_reversed'
      readonly amountMinor: number
      readonly currency: string
      readonly reason: string
    }
  | {
      readonly type: 'refunded'
      readonly refundId: string
      readonly amountMinor: number
      readonly currency: string
      readonly origin?: 'provider'
    }
  | {
      readonly type: 'dispute_opened' | 'dispute_won' | 'dispute_lost'
      readonly disputeId: string
      readonly amountMinor: number
      readonly currency: string
      readonly reason: string
    }
  | { readonly type: 'expired'; readonly reason: string }
  | { readonly type: 'renewal_refused'; readonly reason: string }
  | { readonly type: 'refund_refused'; readonly refundId: string; readonly reason: string }
  | {
      readonly type: 'refund_pending' | 'refund_failed'
      readonly refundId: string
      readonly amountMinor: number
      readonly currency: string
      readonly reason: string
    }

/** The effect of a command or of a provider's result on a payment. */
export interface Change {
  readonly payment: Payment | undefined
  readonly refunds: readonly Refund[]
  readonly disputes: readonly Dispute[]
  readonly events: readonly PaymentEvent[]
  readonly postings: readonly Posting[]
  /** Added to the customer's account. */
  readonly heldMinor: number
  readonly owedMinor: number
}

export const unchanged = (payment: Payment | undefined, ...events: PaymentEvent[]): Change => ({
  payment,
  refunds: [],
  disputes: [],
  events,
  postings: [],
  heldMinor: 0,
  owedMinor: 0,
})

export const changed = (payment: Payment, ...events: PaymentEvent[]): Change =>
  unchanged(payment, ...events)

export const beginStep = (
  payment: Payment,
  pendingStep: NonNullable<Payment['pendingStep']>,
): Payment => ({ ...payment, pendingStep, maybeSent: false, attempts: 0, lease: null })

/** The step waits for its next attempt. */
export const retryPayment = (payment: Payment, maybeSent: boolean): Payment => ({
  ...payment,
  maybeSent: payment.maybeSent || maybeSent,
  attempts: payment.attempts + 1,
  lease: null,
})

export const postingOf = (
  kind: PostingKind,
  payment: Payment,
  amountMinor: number,
  cause = payment.orderId,
): Posting[] =>
  post(
    kind,
    {
      orderId: payment.orderId,
      provider: payment.provider ?? '',
      currency: payment.currency ?? '',
      amountMinor,
    },
    cause,
  )

export function startRefund(payment: Payment, refund: Refund, ...events: PaymentEvent[]): Change {
  const { amountMinor, refundId } = refund
  if (ledgerOnly(payment)) {
    const refundedMinor = payment.refundedMinor + amountMinor
    return {
      ...changed({ ...payment, refundedMinor }, ...events),
      refunds: [{ ...refund, status: 'refunded' }],
      postings: postingOf('refunded', payment, amountMinor, refundId),
      owedMinor: payment.provider === 'account' ? -amountMinor : 0,
    }
  }
  return {
    ...changed({ ...payment, refundPendingMinor: payment.refundPendingMinor + amountMinor }),
    refunds: [refund],
    postings: postingOf('refund_begun', payment, amountMinor, refundId),
  }
}

const voided = (payment: Payment): Payment => ({ ...payment, status: 'voided', pendingStep: null })

/** The next step of a requested void; none while another step is pending. */
function nextVoidStep(payment: Payment): Change {
  if (!payment.voidRequested || payment.pendingStep) return unchanged(payment)
  const { orderId, status, traceparent } = payment
  switch (status) {
    case 'pending':
      return unchanged(payment)
    case 'declined':
    case 'expired':
    case 'voided':
      return unchanged(payment, { type: 'voided' })
    case 'authorised': {
      if (!ledgerOnly(payment)) return changed(beginStep(payment, 'void'))
      const heldMinor = payment.provider === 'account' ? -payment.amountMinor : 0
      return { ...changed(voided(payment), { type: 'voided' }), heldMinor }
    }
    case 'captured': {
      if (payment.refundPendingMinor > 0 || payment.disputedMinor > 0) return unchanged(payment)
      const amountMinor = refundable(payment)
      if (amountMinor === 0) return changed(voided(payment), { type: 'voided' })
      const refund: Refund = {
        refundId: orderId,
        orderId,
        amountMinor,
        status: 'pending',
        reason: 'cancelled',
        providerRef: null,
        origin: 'order',
        attempts: 0,
        attempt: 0,
        lease: null,
        traceparent,
      }
      const started = startRefund(payment, refund)
      return started.payment && ledgerOnly(payment)
        ? { ...started, payment: voided(started.payment), events: [{ type: 'voided' }] }
        : started
    }
  }
}

/** A change, and the one that follows from the payment that it leaves. */
export function followedBy(change: Change, decide: (payment: Payment) => Change): Change {
  if (!change.payment) return change
  const next = decide(change.payment)
  return {
    payment: next.payment,
    refunds: [...change.refunds, ...next.refunds],
    disputes: [...change.disputes, ...next.disputes],
    events: [...change.events, ...next.events],
    postings: [...change.postings, ...next.postings],
    heldMinor: change.heldMinor + next.heldMinor,
    owedMinor: change.owedMinor + next.owedMinor,
  }
}

/** Follows a change with the next step of a void, if one was requested. */
export const continueVoid = (change: Change): Change => followedBy(change, nextVoidStep)
