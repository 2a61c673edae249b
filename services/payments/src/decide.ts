import { type Account, creditRefusal } from './account.ts'
import { captureFor } from './capture.ts'
import {
  beginStep,
  type Change,
  changed,
  type PaymentEvent,
  postingOf,
  startRefund,
  unchanged,
} from './change.ts'
import { continueVoid, voidAgain } from './continue-void.ts'
import type { Dispute } from './dispute.ts'
import { causeOf } from './ledger.ts'
import {
  canMove,
  firstProvider,
  isCaptureDue,
  isGivenUp,
  isOver,
  ledgerOnly,
  type Method,
  type Payment,
  type Refund,
  refundable,
  tombstone,
} from './payment.ts'
import type { Reversal } from './reversal.ts'
import { repeatAction, stopWaiting } from './shopper-action.ts'

export interface CommandBase {
  readonly orderId: string
  readonly traceparent: string | null
}

export interface Authorise extends CommandBase {
  readonly type: 'authorise'
  readonly customerId: string
  readonly amountMinor: number
  readonly currency: string
  readonly method: Method
  readonly token: string | null
}
export interface RefundCommand extends CommandBase {
  readonly type: 'refund'
  readonly refundId: string
  readonly amountMinor: number
  readonly currency: string
}
export type Command =
  | Authorise
  | RefundCommand
  | (CommandBase & { readonly type: 'void' })
  | (CommandBase & { readonly type: 'capture' })

export interface CurrentState {
  readonly payment: Payment | undefined
  readonly refund: Refund | undefined
  readonly account: Account | undefined
  readonly dispute?: Dispute | undefined
  /** All disputes and reversals of the payment that were read. */
  readonly disputes?: readonly Dispute[]
  readonly reversals?: readonly Reversal[]
  /** All refunds of the payment that were read. */
  readonly refunds?: readonly Refund[]
}

/** The change that a command makes to a payment. A repeated command has the same reply and no second effect. */
export function decide(command: Command, current: CurrentState): Change {
  const { payment } = current
  switch (command.type) {
    case 'authorise':
      return payment ? repeatReply(payment) : authorise(command, current.account)
    case 'void':
      return cancel(command, payment, current.refunds)
    case 'capture':
      return capture(command, payment)
    case 'refund':
      return refund(command, payment, current)
  }
}

/** A card token is deleted as soon as the authorisation has an outcome. */
export const withoutToken = (payment: Payment): Payment => ({ ...payment, token: null })

function authorise(command: Authorise, account: Account | undefined): Change {
  const { orderId, customerId, amountMinor, currency, method, token, traceparent } = command
  const payment: Payment = {
    ...tombstone(orderId),
    ...{ customerId, method, token, amountMinor, currency, traceparent },
    orderTraceparent: traceparent,
    provider: firstProvider(method, { amountMinor, currency }) ?? null,
    status: 'authorised',
    voidRequested: false,
    reason: null,
  }
  if (payment.provider && !ledgerOnly(payment))
    return changed({ ...beginStep(payment, 'authorise'), status: 'pending' })
  const onAccount = method === 'account'
  const reason = onAccount
    ? creditRefusal(account, amountMinor, currency)
    : payment.provider
      ? undefined
      : 'amount_not_supported'
  if (reason)
    return changed(withoutToken({ ...payment, status: 'declined', reason }), {
      type: 'declined',
      reason,
    })
  const provider = payment.provider ?? 'account'
  return {
    ...changed(withoutToken(payment), { type: 'authorised', provider }),
    heldMinor: onAccount ? amountMinor : 0,
  }
}

/** Captured money has no end. */
const authorisedAgain = ({ status, provider, authorisedUntil }: Payment): PaymentEvent => ({
  type: 'authorised',
  provider: provider ?? 'account',
  until: status === 'authorised' ? (authorisedUntil ?? undefined) : undefined,
})

function repeatReply(payment: Payment): Change {
  switch (payment.status) {
    case 'pending':
      return repeatAction(payment)
    case 'authorised':
    case 'captured':
      return payment.voidRequested
        ? unchanged(payment, { type: 'declined', reason: 'cancelled' })
        : unchanged(payment, authorisedAgain(payment))
    case 'declined':
      return unchanged(payment, { type: 'declined', reason: payment.reason ?? 'declined' })
    case 'expired':
      return unchanged(payment, { type: 'declined', reason: payment.reason ?? 'expired' })
    case 'voided':
      return unchanged(payment, { type: 'declined', reason: 'cancelled' })
  }
}

/** What it may be found to have taken after all is given back. */
export const withVoid = (payment: Payment): Change =>
  unchanged(payment.voidRequested ? payment : { ...payment, voidRequested: true })

function cancel(
  { orderId, traceparent }: CommandBase,
  payment: Payment | undefined,
  refunds: readonly Refund[] = [],
): Change {
  if (!payment) return changed({ ...tombstone(orderId), traceparent }, { type: 'voided' })
  if (isOver(payment)) return { ...withVoid(payment), events: [{ type: 'voided' }] }
  if (payment.voidRequested) return voidAgain(payment, refunds)
  if (payment.action && !payment.lease)
    return changed(stopWaiting({ ...payment, reason: 'cancelled', traceparent }))
  // A due capture that no worker has in hand is given up: nothing was taken.
  const pendingStep = isCaptureDue(payment) && !payment.lease ? null : payment.pendingStep
  // One that is not answered may have taken it: the attempts to have it answered begin anew, at once.
  const attempts = pendingStep === 'capture' ? 0 : payment.attempts
  const voiding = { ...payment, pendingStep, attempts, voidRequested: true, traceparent }
  return continueVoid(changed(voiding), payment, refunds)
}

function capture({ traceparent }: CommandBase, payment: Payment | undefined): Change {
  if (payment?.status === 'captured') return unchanged(payment, { type: 'captured' })
  if (payment && isGivenUp(payment))
    return unchanged(payment, { type: 'capture_refused', reason: 'capture_declined' })
  // While it is renewed nobody knows which authorisation to capture: orders requests it again.
  if (payment?.pendingStep === 'capture' || payment?.pendingStep === 'renew')
    return unchanged(payment)
  if (payment?.status !== 'authorised' || payment.voidRequested) {
    const expired = payment?.status === 'expired' ? payment.reason : null
    const reason = payment?.voidRequested ? 'cancelled' : (expired ?? 'not_authorised')
    return unchanged(payment, { type: 'capture_refused', reason })
  }
  if (!ledgerOnly(payment)) return changed({ ...beginStep(payment, 'capture'), traceparent })
  return captured(payment)
}

export function captured(payment: Payment): Change {
  const { amountMinor } = payment
  const cause = causeOf(payment.orderId, payment.captureAttempt)
  const onAccount = payment.provider === 'account'
  return {
    ...changed(
      { ...payment, status: 'captured', pendingStep: null, capturedMinor: amountMinor },
      { type: 'captured' },
    ),
    postings: postingOf('captured', payment, amountMinor, cause),
    heldMinor: onAccount ? -amountMinor : 0,
    owedMinor: onAccount ? amountMinor : 0,
  }
}

function refundRefusal(
  command: RefundCommand,
  payment: Payment | undefined,
  refunds: readonly Refund[],
): string | undefined {
  if (payment?.status !== 'captured' || payment.voidRequested) return 'not_captured'
  if (payment.currency !== command.currency) return 'currency_differs'
  if (command.amountMinor === 0) return 'nothing_to_refund'
  if (command.amountMinor > refundable(payment)) return 'more_than_captured'
  if (!captureFor(payment, command.amountMinor, refunds)) return 'more_than_each_capture'
  return canMove(payment, command.amountMinor) ? undefined : 'amount_not_supported'
}

function refund(
  command: RefundCommand,
  payment: Payment | undefined,
  { refund: known, refunds = [] }: CurrentState,
): Change {
  const { refundId, orderId, amountMinor, currency, traceparent } = command
  if (known) {
    if (known.orderId !== orderId)
      return unchanged(payment, { type: 'refund_refused', refundId, reason: 'refund_id_taken' })
    return unchanged(payment, ...refundEvents(known, currency))
  }
  const reason = refundRefusal(command, payment, refunds) ?? null
  const requested: Refund = {
    ...{ refundId, orderId, amountMinor, reason, traceparent },
    status: reason ? 'refused' : 'pending',
    ...(payment && captureFor(payment, amountMinor, refunds)),
    ...{ providerRef: null, origin: 'order', attempts: 0, attempt: 0, keysUsed: 0, lease: null },
  }
  if (reason || !payment) {
    const event = { type: 'refund_refused', refundId, reason: reason ?? 'not_captured' } as const
    return { ...unchanged(payment, event), refunds: [requested] }
  }
  return startRefund(payment, requested, { type: 'refunded', refundId, amountMinor, currency })
}

/** The reply to a refund command; none while the refund is pending, or after it failed. */
export function refundEvents(refund: Refund, currency: string): Change['events'] {
  const { refundId, amountMinor, status, reason, origin, providerRef: reference } = refund
  if (status === 'refunded') {
    const there = { ...(origin === 'provider' && { origin }), ...(reference && { reference }) }
    return [{ type: 'refunded', refundId, amountMinor, currency, ...there }]
  }
  if (status === 'refused')
    return [{ type: 'refund_refused', refundId, reason: reason ?? 'refused' }]
  return []
}
