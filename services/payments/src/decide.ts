import { type Account, creditRefusal } from './account.ts'
import { begin, type Change, changed, postingOf, settle, startRefund, unchanged } from './change.ts'
import {
  firstProvider,
  ledgerOnly,
  type Method,
  type Payment,
  type Refund,
  refundable,
  tombstone,
} from './payment.ts'

interface Asked {
  readonly orderId: string
  readonly traceparent: string | null
}

export interface Authorise extends Asked {
  readonly type: 'authorise'
  readonly customerId: string
  readonly amountMinor: number
  readonly currency: string
  readonly method: Method
  readonly token: string | null
}
export interface Give extends Asked {
  readonly type: 'refund'
  readonly refundId: string
  readonly amountMinor: number
  readonly currency: string
}
export type Command =
  | Authorise
  | Give
  | (Asked & { readonly type: 'void' })
  | (Asked & { readonly type: 'capture' })

export interface Standing {
  readonly payment: Payment | undefined
  readonly refund: Refund | undefined
  readonly account: Account | undefined
}

/** What a command makes of a payment. Asked again it gives the same answer and no second effect. */
export function decide(command: Command, standing: Standing): Change {
  const { payment } = standing
  switch (command.type) {
    case 'authorise':
      return payment ? answerAgain(payment) : authorise(command, standing.account)
    case 'void':
      return cancel(command, payment)
    case 'capture':
      return capture(command, payment)
    case 'refund':
      return refund(command, payment, standing.refund)
  }
}

/** A card token counts as spent once its fate is known, so that it is not kept. */
export const withoutToken = (payment: Payment): Payment => ({ ...payment, token: null })

function authorise(command: Authorise, account: Account | undefined): Change {
  const { orderId, customerId, amountMinor, currency, method, token, traceparent } = command
  const payment: Payment = {
    ...tombstone(orderId),
    ...{ customerId, method, token, amountMinor, currency, traceparent },
    provider: firstProvider(method),
    status: 'authorised',
    stopped: false,
    reason: null,
  }
  if (!ledgerOnly(payment)) return changed({ ...begin(payment, 'authorise'), status: 'pending' })
  const onAccount = method === 'account'
  const reason = onAccount ? creditRefusal(account, amountMinor, currency) : undefined
  if (reason)
    return changed({ ...payment, status: 'declined', reason }, { type: 'declined', reason })
  const provider = payment.provider ?? 'account'
  return {
    ...changed(withoutToken(payment), { type: 'authorised', provider }),
    heldMinor: onAccount ? amountMinor : 0,
  }
}

function answerAgain(payment: Payment): Change {
  switch (payment.status) {
    case 'pending':
      return unchanged(payment)
    case 'authorised':
    case 'captured':
      return payment.stopped
        ? unchanged(payment, { type: 'declined', reason: 'cancelled' })
        : unchanged(payment, { type: 'authorised', provider: payment.provider ?? 'account' })
    case 'declined':
      return unchanged(payment, { type: 'declined', reason: payment.reason ?? 'declined' })
    case 'voided':
      return unchanged(payment, { type: 'declined', reason: 'cancelled' })
  }
}

function cancel({ orderId, traceparent }: Asked, payment: Payment | undefined): Change {
  if (!payment) return changed({ ...tombstone(orderId), traceparent }, { type: 'voided' })
  if (payment.status === 'voided' || payment.status === 'declined')
    return unchanged(payment, { type: 'voided' })
  if (payment.stopped) return unchanged(payment)
  return settle(changed({ ...payment, stopped: true, traceparent }))
}

function capture({ traceparent }: Asked, payment: Payment | undefined): Change {
  if (payment?.status === 'captured') return unchanged(payment, { type: 'captured' })
  if (payment?.doing === 'capture') return unchanged(payment)
  if (payment?.status !== 'authorised' || payment.stopped) {
    const reason = payment?.stopped ? 'cancelled' : 'not_authorised'
    return unchanged(payment, { type: 'capture_refused', reason })
  }
  if (!ledgerOnly(payment)) return changed({ ...begin(payment, 'capture'), traceparent })
  return captured(payment)
}

/** The money is taken. */
export function captured(payment: Payment): Change {
  const { amountMinor } = payment
  const onAccount = payment.provider === 'account'
  return {
    ...changed(
      { ...payment, status: 'captured', doing: null, capturedMinor: amountMinor },
      { type: 'captured' },
    ),
    postings: postingOf('captured', payment, amountMinor),
    heldMinor: onAccount ? -amountMinor : 0,
    owedMinor: onAccount ? amountMinor : 0,
  }
}

function refundRefusal(command: Give, payment: Payment | undefined): string | undefined {
  if (payment?.status !== 'captured' || payment.stopped) return 'not_captured'
  if (payment.currency !== command.currency) return 'currency_differs'
  if (command.amountMinor === 0) return 'nothing_to_refund'
  return command.amountMinor > refundable(payment) ? 'more_than_captured' : undefined
}

function refund(command: Give, payment: Payment | undefined, known: Refund | undefined): Change {
  const { refundId, orderId, amountMinor, currency, traceparent } = command
  if (known) {
    if (known.orderId !== orderId)
      return unchanged(payment, { type: 'refund_refused', refundId, reason: 'refund_id_taken' })
    return unchanged(payment, ...sayOf(known, currency))
  }
  const reason = refundRefusal(command, payment) ?? null
  const asked: Refund = {
    ...{ refundId, orderId, amountMinor, reason, traceparent },
    status: reason ? 'refused' : 'pending',
    providerRef: null,
    attempts: 0,
  }
  if (reason || !payment) {
    const said = { type: 'refund_refused', refundId, reason: reason ?? 'not_captured' } as const
    return { ...unchanged(payment, said), refunds: [asked] }
  }
  return startRefund(payment, asked, { type: 'refunded', refundId, amountMinor, currency })
}

/** The answer to who asked for a refund; none while it is under way. */
export function sayOf(refund: Refund, currency: string): Change['said'] {
  const { refundId, amountMinor, status, reason } = refund
  if (status === 'refunded') return [{ type: 'refunded', refundId, amountMinor, currency }]
  if (status === 'refused')
    return [{ type: 'refund_refused', refundId, reason: reason ?? 'refused' }]
  return []
}
