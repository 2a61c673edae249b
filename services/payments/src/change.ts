import { type Posting, type PostingKind, post } from './ledger.ts'
import { ledgerOnly, type Payment, type Refund, refundable } from './payment.ts'

/** What is told to whoever asked. */
export type Said =
  | { readonly type: 'authorised'; readonly provider: string }
  | { readonly type: 'declined'; readonly reason: string }
  | { readonly type: 'voided' }
  | { readonly type: 'captured' }
  | { readonly type: 'capture_refused'; readonly reason: string }
  | {
      readonly type: 'refunded'
      readonly refundId: string
      readonly amountMinor: number
      readonly currency: string
    }
  | { readonly type: 'refund_refused'; readonly refundId: string; readonly reason: string }

/** What a command or a provider's answer makes of a payment. */
export interface Change {
  readonly payment: Payment | undefined
  readonly refunds: readonly Refund[]
  readonly said: readonly Said[]
  readonly postings: readonly Posting[]
  /** What it adds to the customer's account. */
  readonly heldMinor: number
  readonly owedMinor: number
}

export const unchanged = (payment: Payment | undefined, ...said: Said[]): Change => ({
  payment,
  refunds: [],
  said,
  postings: [],
  heldMinor: 0,
  owedMinor: 0,
})

export const changed = (payment: Payment, ...said: Said[]): Change => unchanged(payment, ...said)

export const begin = (payment: Payment, doing: NonNullable<Payment['doing']>): Payment => ({
  ...payment,
  doing,
  asked: false,
  attempts: 0,
})

export const postingOf = (
  kind: PostingKind,
  payment: Payment,
  amountMinor: number,
  cause?: string,
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

export function startRefund(payment: Payment, refund: Refund, ...said: Said[]): Change {
  const { amountMinor, refundId } = refund
  if (ledgerOnly(payment)) {
    const refundedMinor = payment.refundedMinor + amountMinor
    return {
      ...changed({ ...payment, refundedMinor }, ...said),
      refunds: [{ ...refund, status: 'refunded' }],
      postings: postingOf('refunded', payment, amountMinor, refundId),
      owedMinor: payment.provider === 'account' ? -amountMinor : 0,
    }
  }
  return {
    ...changed({ ...payment, returningMinor: payment.returningMinor + amountMinor }),
    refunds: [refund],
    postings: postingOf('refund_begun', payment, amountMinor, refundId),
  }
}

const voided = (payment: Payment): Payment => ({ ...payment, status: 'voided', doing: null })

/** The next step to leave no money with us once a void was asked for; nothing while a step is under way. */
function unwind(payment: Payment): Change {
  if (!payment.stopped || payment.doing) return unchanged(payment)
  const { orderId, status, traceparent } = payment
  switch (status) {
    case 'pending':
      return unchanged(payment)
    case 'declined':
    case 'voided':
      return unchanged(payment, { type: 'voided' })
    case 'authorised': {
      if (!ledgerOnly(payment)) return changed(begin(payment, 'void'))
      const heldMinor = payment.provider === 'account' ? -payment.amountMinor : 0
      return { ...changed(voided(payment), { type: 'voided' }), heldMinor }
    }
    case 'captured': {
      if (payment.returningMinor > 0) return unchanged(payment)
      const amountMinor = refundable(payment)
      if (amountMinor === 0) return changed(voided(payment), { type: 'voided' })
      const refund: Refund = {
        refundId: orderId,
        orderId,
        amountMinor,
        status: 'pending',
        reason: 'cancelled',
        providerRef: null,
        attempts: 0,
        traceparent,
      }
      const back = startRefund(payment, refund)
      return back.payment && ledgerOnly(payment)
        ? { ...back, payment: voided(back.payment), said: [{ type: 'voided' }] }
        : back
    }
  }
}

/** A change and what a void that was asked for makes of it. */
export function settle(change: Change): Change {
  if (!change.payment) return change
  const more = unwind(change.payment)
  return {
    payment: more.payment,
    refunds: [...change.refunds, ...more.refunds],
    said: [...change.said, ...more.said],
    postings: [...change.postings, ...more.postings],
    heldMinor: change.heldMinor + more.heldMinor,
    owedMinor: change.owedMinor + more.owedMinor,
  }
}
