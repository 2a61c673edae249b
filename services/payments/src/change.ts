import type { Dispute } from './dispute.ts'
import { causeOf, type Posting, type PostingKind, post } from './ledger.ts'
import { ledgerOnly, type Payment, type Refund, type ShopperAction } from './payment.ts'
import type { Reversal } from './reversal.ts'

/** An event to publish about a payment. */
export type PaymentEvent =
  | {
      readonly type: 'authorised'
      readonly provider: string
      /** When the provider ends the authorisation, where it says so. */
      readonly until?: string | undefined
    }
  | { readonly type: 'declined'; readonly reason: string }
  | {
      readonly type: 'action_required'
      readonly action: ShopperAction['type']
      readonly expiresAt: string
    }
  | { readonly type: 'voided' }
  | { readonly type: 'void_failed'; readonly reason: string }
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
      readonly type: 'capture_restored'
      readonly amountMinor: number
      readonly currency: string
    }
  | {
      readonly type: 'refunded'
      readonly refundId: string
      readonly amountMinor: number
      readonly currency: string
      readonly origin?: 'provider'
      /** The provider's own id of it. */
      readonly reference?: string
    }
  | {
      readonly type: 'dispute_opened' | 'dispute_won' | 'dispute_lost'
      readonly disputeId: string
      readonly amountMinor: number
      readonly currency: string
      readonly reason: string
    }
  | { readonly type: 'expired'; readonly reason: string }
  | { readonly type: 'renewed'; readonly until: string }
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
  readonly reversals: readonly Reversal[]
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
  reversals: [],
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

/** The step waits for its next attempt, under another key if the provider has answered this one. */
export const retryPayment = (payment: Payment, maybeSent: boolean, isKeyUsed = false): Payment => ({
  ...payment,
  keysUsed: payment.keysUsed + (isKeyUsed ? 1 : 0),
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
  const { amountMinor, refundId, attempt } = refund
  const cause = causeOf(refundId, attempt)
  if (ledgerOnly(payment)) {
    const refundedMinor = payment.refundedMinor + amountMinor
    return {
      ...changed({ ...payment, refundedMinor }, ...events),
      refunds: [{ ...refund, status: 'refunded' }],
      postings: postingOf('refunded', payment, amountMinor, cause),
      owedMinor: payment.provider === 'account' ? -amountMinor : 0,
    }
  }
  return {
    ...changed({ ...payment, refundPendingMinor: payment.refundPendingMinor + amountMinor }),
    refunds: [refund],
    postings: postingOf('refund_begun', payment, amountMinor, cause),
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
    reversals: [...change.reversals, ...next.reversals],
    events: [...change.events, ...next.events],
    postings: [...change.postings, ...next.postings],
    heldMinor: change.heldMinor + next.heldMinor,
    owedMinor: change.owedMinor + next.owedMinor,
  }
}
