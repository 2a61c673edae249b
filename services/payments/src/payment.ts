import { type Money, providersFor, providerUnits } from '@stoa/contracts'

export type Provider = 'stripe' | 'paypal'
export type Step = 'authorise' | 'void' | 'capture' | 'renew'
export type Method = 'account' | 'card' | 'paypal'

/** What a provider wants the shopper to do before it authorises a payment. */
export interface ShopperAction {
  /** `confirm_card`: by Stripe.js with the client secret (3-D Secure). `approve`: at the URL. */
  readonly type: 'confirm_card' | 'approve'
  readonly clientSecret?: string | undefined
  readonly url?: string | undefined
}

/** An authorisation that waits for its shopper, or for the provider that reviews it. */
export interface AwaitedAction extends Omit<ShopperAction, 'type'> {
  readonly type: ShopperAction['type'] | 'review'
  /** ISO 8601: the payment is declined then. A void that waits for the end of a review is requested again then. */
  readonly expiresAt: string
  /** How often the provider was to be asked about it before that: when it, or the shopper, said that it is done. */
  readonly checks: number
}

/** Money that a provider captured. */
export interface Capture {
  /** PayPal's id of the capture; at Stripe, which captures an intent once, that of the intent. */
  readonly ref: string
  /** 0 while the provider has not told of it. */
  readonly amountMinor: number
  /** What the provider has taken back of it, in disputes too; absent: nothing. */
  readonly takenMinor?: number
  /** The provider told that it had refused it while an answer of ours was awaited; absent: no. */
  readonly isRefused?: boolean
  /** Its answer said pending after that; absent: no. */
  readonly isTakenOn?: boolean
}

export interface Payment {
  readonly orderId: string
  /** Absent, like the method, when a void came before anything else. */
  readonly customerId: string | null
  readonly method: Method | null
  readonly token: string | null
  readonly provider: Provider | 'account' | null
  /** `expired`: the provider ended the authorisation before it was captured. */
  readonly status: 'pending' | 'authorised' | 'declined' | 'expired' | 'voided' | 'captured'
  /** The step that a provider has to carry out next. */
  readonly pendingStep: Step | null
  /** A void was requested: no money may be left with us. */
  readonly voidRequested: boolean
  /** A request for the pending step may have reached the provider without an outcome that is recorded. */
  readonly maybeSent: boolean
  readonly attempts: number
  /** Fencing token of the worker that may carry the step out; null while it waits for its next attempt. */
  readonly lease: string | null
  readonly amountMinor: number
  readonly capturedMinor: number
  /** What the provider has told of it; the rest was declared, or is proven by what followed. */
  readonly captures: readonly Capture[]
  readonly refundedMinor: number
  /** Refunds that the provider has not confirmed. */
  readonly refundPendingMinor: number
  /** Captured by the provider, which has not settled it. */
  readonly capturePendingMinor: number
  /** How many captures the provider first took and then refused; above 0 and not captured, the payment is due. */
  readonly captureAttempt: number
  /** How many keys of a capture or a void the provider has answered without carrying it out: it repeats that answer. */
  readonly keysUsed: number
  /** Captured money that the provider took back. */
  readonly reversedMinor: number
  /** Withdrawn by the provider until a dispute is closed. */
  readonly disputedMinor: number
  /** Lost in disputes. */
  readonly chargedBackMinor: number
  readonly currency: string | null
  readonly providerRef: string | null
  /** PayPal's order of the payment: it holds every authorisation that was made for it. */
  readonly providerOrder: string | null
  /** Of the capture that is pending, or was told of last. */
  readonly captureRef: string | null
  /** How often the authorisation was renewed; its current one is `providerRef`. */
  readonly renewals: number
  /** Why it is not renewed again; its money is captured early instead. */
  readonly renewalRefused: string | null
  /** When the provider ends the authorisation, where it says so: ISO 8601. */
  readonly authorisedUntil: string | null
  readonly reason: string | null
  /** Of the last command about it. */
  readonly traceparent: string | null
  /** Of the command that began it, in the trace of its order; absent of one that a release before this one began. */
  readonly orderTraceparent: string | null
  /** Present while the authorisation waits for its shopper. */
  readonly action: AwaitedAction | null
}

export interface Refund {
  readonly refundId: string
  readonly orderId: string
  readonly amountMinor: number
  /** `failed`: the provider took it back after it had made it. */
  readonly status: 'pending' | 'refunded' | 'refused' | 'failed'
  readonly reason: string | null
  readonly providerRef: string | null
  /** The capture that it gives back; absent where the payment has one. */
  readonly captureRef?: string | null
  /** `provider`: made there, and not requested by us. */
  readonly origin: 'order' | 'provider'
  readonly attempts: number
  /** How many refunds the provider made for it and took back: part of the idempotency key. */
  readonly attempt: number
  /** How many keys of an attempt the provider has answered without making it: it repeats that answer. */
  readonly keysUsed: number
  readonly lease: string | null
  readonly traceparent: string | null
}

/** The reason of what an order manager declared, where the provider gave no answer. */
export const settledByHand = 'settled'
/** The same, of a capture that was given up while its authorisation was renewed, and ended. */
export const settledAndReleased = 'settled_and_released'
/** The reason of a payment whose capture was declared, and not confirmed by the provider. */
export const captureSettled = 'capture_settled'
/** The same, of an authorisation that ended while it was being renewed: the renewal may have put another in its place. */
export const releasedCaptureSettled = 'released_capture_settled'
/** The same, of a capture that the provider had still to settle: it may fail. */
export const pendingCaptureSettled = 'pending_capture_settled'
/** The same, before its authorisation had an outcome: it may be declined. */
export const unauthorisedSettled = 'unauthorised_capture_settled'

/** A void that came before anything else: refuses a late authorisation. */
export const tombstone = (orderId: string): Payment => ({
  orderId,
  customerId: null,
  method: null,
  token: null,
  provider: null,
  status: 'voided',
  pendingStep: null,
  voidRequested: true,
  maybeSent: false,
  attempts: 0,
  lease: null,
  amountMinor: 0,
  capturedMinor: 0,
  captures: [],
  refundedMinor: 0,
  refundPendingMinor: 0,
  capturePendingMinor: 0,
  captureAttempt: 0,
  keysUsed: 0,
  reversedMinor: 0,
  disputedMinor: 0,
  chargedBackMinor: 0,
  currency: null,
  providerRef: null,
  providerOrder: null,
  captureRef: null,
  renewals: 0,
  renewalRefused: null,
  authorisedUntil: null,
  reason: 'cancelled',
  traceparent: null,
  orderTraceparent: null,
  action: null,
})

/** The captured amount that the provider has not given back, whatever was requested of it. */
export const notRefunded = ({ capturedMinor, refundedMinor }: Payment): number =>
  capturedMinor - refundedMinor

/** The captured amount that neither a refund nor the provider has taken. */
export const refundable = (payment: Payment): number =>
  Math.max(
    0,
    payment.capturedMinor -
      payment.refundedMinor -
      payment.refundPendingMinor -
      payment.reversedMinor -
      payment.disputedMinor -
      payment.chargedBackMinor,
  )

/** The provider has the capture and has not settled it: its event ends the step, no request does. */
export const isCapturePending = (payment: Payment): boolean => payment.capturePendingMinor > 0

/** The provider took a capture and refused it later: it is tried again with growing pauses. */
export const isCaptureDue = (payment: Payment): boolean =>
  payment.pendingStep === 'capture' && payment.captureAttempt > 0 && !isCapturePending(payment)

/** The provider has the authorisation and may still deny it: no money is held for certain. */
export const isReviewed = ({ action }: Payment): boolean => action?.type === 'review'

/** The provider has the refund and has not settled it. */
export const isRefundPending = (refund: Refund): boolean =>
  refund.status === 'pending' && refund.providerRef !== null

/** Settled in the ledger alone, without a provider. */
export const ledgerOnly = (payment: Payment): boolean =>
  payment.provider === 'account' || payment.amountMinor === 0

/** An order manager declared it as made, and the provider has not told of it yet. */
export const isDeclared = ({ status, reason }: Refund): boolean =>
  status === 'refunded' && reason === settledByHand

const captureMarks: readonly (string | null)[] = [
  ...[captureSettled, releasedCaptureSettled, pendingCaptureSettled, unauthorisedSettled],
]
const isCaptureMark = (reason: string | null): boolean => captureMarks.includes(reason)

/** The mark of a capture that is being declared. */
export function captureMark(payment: Payment): string {
  if (isCapturePending(payment)) return pendingCaptureSettled
  return payment.status === 'pending' ? unauthorisedSettled : captureSettled
}

/** An order manager declared its capture, and the provider has not told of it yet. */
export const isDeclaredCapture = ({
  capturedMinor,
  reason,
}: Pick<Payment, 'capturedMinor' | 'reason'>): boolean => capturedMinor > 0 && isCaptureMark(reason)

/** Its capture was settled as declined: nothing is captured or renewed any more, and the authorisation is released. */
export const isGivenUp = ({ status, reason }: Payment): boolean =>
  status === 'authorised' && (reason === settledByHand || reason === settledAndReleased)

/** It was given up while it is renewed: what the provider holds of it, and captured, is told later. */
export const isGivenUpInRenewal = (payment: Payment): boolean =>
  isGivenUp(payment) && payment.pendingStep === 'renew'

/** An operator declared that none of its money is held. */
export const isSettledVoid = ({ status, reason }: Payment): boolean =>
  status === 'voided' && (reason === settledByHand || isCaptureMark(reason))

/** The reason of a payment whose authorisation ended while its provider had not answered what its capture came to. */
export const captureUnanswered = 'capture_unanswered'

/** Its authorisation has ended, and no answer to its capture came until then: it is due, and asked again with growing pauses. */
export const isCaptureUnanswered = ({ pendingStep, reason }: Payment): boolean =>
  pendingStep === 'capture' && reason === captureUnanswered

/** The reason of a payment whose authorisation the provider has released. */
export const releasedThere = 'released'

/** The provider has told that it released the authorisation: it cannot capture it any more. */
export const isReleased = ({ status, reason }: Payment): boolean =>
  status === 'expired' ||
  (status !== 'captured' && (reason === releasedThere || reason === settledAndReleased))

/** A fact about an authorisation is about the payment's current one; each is while none is known. */
export const isCurrent = ({ providerRef }: Payment, ref: string): boolean =>
  (providerRef ?? ref) === ref

/** No money of it is held. */
export const isOver = ({ status }: Payment): boolean =>
  status === 'voided' || status === 'declined' || status === 'expired'

/** The refund is booked, or being settled, under this reference of the provider. */
export const isBookedAs = ({ status, providerRef }: Refund, reference: string | undefined) =>
  reference !== undefined &&
  providerRef === reference &&
  (status === 'refunded' || status === 'pending')

/** The provider has told that it took the refund of this reference back, or never made it. */
export const isFailedAs = ({ status, providerRef }: Refund, reference: string | undefined) =>
  reference !== undefined &&
  providerRef === reference &&
  (status === 'refused' || status === 'failed')

/** A void of captured money is a refund that carries the order's own id. */
export const isVoidRefund = (refund: Refund): boolean => refund.refundId === refund.orderId

const moneyOf = ({ amountMinor, currency }: Pick<Payment, 'amountMinor' | 'currency'>): Money => ({
  amountMinor,
  currency: currency ?? '',
})

/** The provider to try first: `account` when none is needed, undefined when none can take exactly this amount. */
export function firstProvider(method: Method, money: Money): Provider | 'account' | undefined {
  if (method === 'account') return 'account'
  if (money.amountMinor === 0) return method === 'card' ? 'stripe' : 'paypal'
  return providersFor(method, money)[0]
}

/** The provider to try when this one cannot authorise the payment; it has to take exactly the same amount. */
export function providerAfter(payment: Payment): Provider | undefined {
  const { method, provider } = payment
  if (!method || !provider || provider === 'account') return undefined
  const providers = providersFor(method, moneyOf(payment))
  const index = providers.indexOf(provider)
  return index < 0 ? undefined : providers[index + 1]
}

/** Whether the payment's provider can move exactly this amount. */
export const canMove = ({ provider, currency }: Payment, amountMinor: number): boolean =>
  provider === null ||
  provider === 'account' ||
  providerUnits(provider, { amountMinor, currency: currency ?? '' }) !== undefined
