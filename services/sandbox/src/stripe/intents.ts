import {
  captureFailed,
  chargeCard,
  type Decline,
  hasPendingCapture,
  needsAuthentication,
  notAuthenticated,
} from './cards.ts'

export type IntentStatus =
  | 'requires_payment_method'
  | 'requires_confirmation'
  | 'requires_action'
  | 'requires_capture'
  | 'processing'
  | 'succeeded'
  | 'canceled'

export interface Intent {
  readonly id: string
  readonly chargeId: string
  readonly amount: number
  readonly currency: string
  readonly captureMethod: 'manual' | 'automatic'
  readonly status: IntentStatus
  readonly paymentMethod: string | null
  readonly metadata: Readonly<Record<string, string>>
  readonly received: number
  readonly refunded: number
  readonly created: number
  readonly decline?: Decline
  readonly canceledAt?: number
  readonly cancellationReason?: string
  /** The amount of a pending capture. */
  readonly processing?: number
}

export interface Refund {
  readonly id: string
  readonly intentId: string
  readonly chargeId: string
  readonly amount: number
  readonly currency: string
  readonly reason: string | null
  readonly metadata: Readonly<Record<string, string>>
  readonly created: number
  /** Absent in rows of earlier releases, which made each refund at once. */
  readonly status?: 'pending' | 'succeeded' | 'failed'
}

export interface Refusal {
  readonly status: number
  readonly type: 'card_error' | 'invalid_request_error'
  readonly code: string
  readonly message: string
  readonly param?: string
  readonly declineCode?: string
  /** The intent after the refusal, returned with the error. */
  readonly intent?: Intent
}

export type Decided =
  | { readonly intent: Intent; readonly refusal?: undefined }
  | { readonly refusal: Refusal; readonly intent?: undefined }

const invalid = (code: string, message: string, more: Partial<Refusal> = {}): Decided => ({
  refusal: { status: 400, type: 'invalid_request_error', code, message, ...more },
})

const unexpectedState = (intent: Intent, verb: string, needed: string): Decided =>
  invalid(
    'payment_intent_unexpected_state',
    `This PaymentIntent could not be ${verb} because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be ${verb}: ${needed}.`,
    { intent },
  )

/** Charges the intent's card; `forced` is the decline of a fault. */
export function confirm(
  intent: Intent,
  paymentMethod: string | undefined,
  forced?: Decline,
): Decided {
  const method = paymentMethod ?? intent.paymentMethod
  if (!['requires_payment_method', 'requires_confirmation'].includes(intent.status))
    return unexpectedState(intent, 'confirmed', 'requires_payment_method, requires_confirmation')
  if (!method)
    return invalid(
      'payment_intent_unexpected_state',
      'You cannot confirm this PaymentIntent because it is missing a payment method.',
      { intent },
    )
  const charged = forced ?? chargeCard(method)
  if (!charged)
    return invalid('resource_missing', `No such PaymentMethod: '${method}'`, {
      param: 'payment_method',
    })
  if (charged !== 'charged') {
    const { code, message, declineCode } = charged
    const after = {
      ...intent,
      status: 'requires_payment_method',
      paymentMethod: null,
      decline: charged,
    } as const
    return {
      refusal: { status: 402, type: 'card_error', code, message, declineCode, intent: after },
    }
  }
  if (needsAuthentication(method))
    return { intent: { ...intent, paymentMethod: method, status: 'requires_action' } }
  return { intent: charge(intent, method) }
}

function charge(intent: Intent, paymentMethod: string): Intent {
  const manual = intent.captureMethod === 'manual'
  return {
    ...intent,
    paymentMethod,
    status: manual ? 'requires_capture' : 'succeeded',
    received: manual ? 0 : intent.amount,
  }
}

/** The card's owner passes or fails the bank's check; undefined when nothing waits for it. */
export function authenticate(intent: Intent, passed: boolean): Intent | undefined {
  if (intent.status !== 'requires_action' || !intent.paymentMethod) return undefined
  return passed
    ? charge(intent, intent.paymentMethod)
    : {
        ...intent,
        status: 'requires_payment_method',
        paymentMethod: null,
        decline: notAuthenticated,
      }
}

export function capture(intent: Intent, amount: number | undefined): Decided {
  if (intent.status !== 'requires_capture')
    return unexpectedState(intent, 'captured', 'requires_capture')
  const received = amount ?? intent.amount
  if (received < 1 || received > intent.amount)
    return invalid(
      'amount_too_large',
      'The amount to capture must be between 1 and the amount authorized.',
      { param: 'amount_to_capture' },
    )
  return {
    intent: hasPendingCapture(intent.paymentMethod)
      ? { ...intent, status: 'processing', processing: received }
      : { ...intent, status: 'succeeded', received },
  }
}

/** A pending capture succeeds or fails, which ends the authorisation; undefined when none is pending. */
export function settleCapture(
  { processing = 0, ...intent }: Intent,
  outcome: 'succeed' | 'fail',
): Intent | undefined {
  if (intent.status !== 'processing') return undefined
  return outcome === 'succeed'
    ? { ...intent, status: 'succeeded', received: processing }
    : { ...intent, status: 'requires_payment_method', paymentMethod: null, decline: captureFailed }
}

export function cancel(intent: Intent, reason: string | undefined, now: number): Decided {
  if (['processing', 'succeeded', 'canceled'].includes(intent.status))
    return unexpectedState(
      intent,
      'canceled',
      'requires_payment_method, requires_capture, requires_confirmation, requires_action',
    )
  return {
    intent: {
      ...intent,
      status: 'canceled',
      canceledAt: now,
      ...(reason && { cancellationReason: reason }),
    },
  }
}

/** The intent after a refund of `amount`, or of the whole rest. */
export function refund(intent: Intent, amount: number | undefined): Decided {
  const left = intent.received - intent.refunded
  if (intent.status !== 'succeeded')
    return invalid('charge_not_captured', `Charge ${intent.chargeId} has not been captured.`)
  if (left === 0)
    return invalid(
      'charge_already_refunded',
      `Charge ${intent.chargeId} has already been refunded.`,
    )
  const refunded = amount ?? left
  if (refunded < 1 || refunded > left)
    return invalid(
      'amount_too_large',
      `Refund amount (${refunded}) is greater than unrefunded amount on charge (${left}).`,
      { param: 'amount' },
    )
  return { intent: { ...intent, refunded: intent.refunded + refunded } }
}
