import type { PaymentCollection } from '@paypal/paypal-server-sdk'
import { fromPaypalValue } from '../money.ts'
import { type CaptureOutcome, done, type Outcome, type RefundOutcome } from './provider.ts'
import { paypal } from './sdks.ts'
import { noAnswerIn } from './transport.ts'

const declines = new Set([
  'INSTRUMENT_DECLINED',
  'TRANSACTION_REFUSED',
  'PAYER_CANNOT_PAY',
  'CARD_EXPIRED',
])

/** Of a capture of more than is left: another one was made besides. */
export const tooMuch = 'MAX_CAPTURE_AMOUNT_EXCEEDED'

const alreadySo = new Set([
  tooMuch,
  'ORDER_ALREADY_AUTHORIZED',
  'PREVIOUSLY_VOIDED',
  'AUTHORIZATION_VOIDED',
  'AUTHORIZATION_ALREADY_CAPTURED',
  'PREVIOUSLY_CAPTURED',
])

/** An authorisation that cannot be voided, because it is captured. */
export const isCapturedIssue = (issue: string): boolean => issue.endsWith('_CAPTURED')

/** `already`: the step was carried out by an earlier request. */
export type PaypalOutcome = Outcome | { readonly is: 'already'; readonly issue: string }

interface ErrorBody {
  readonly name?: string
  readonly details?: readonly { readonly issue?: string }[]
  readonly links?: readonly { readonly rel?: string; readonly href?: string }[]
}

/** Statuses of requests that PayPal did not carry out and that may be sent again. */
const notCarriedOut = [401, 403, 429]
const noAccessToken = /^(OAuth token is expired|Client is not authorized)/

export function outcomeOfPaypalError(error: unknown): PaypalOutcome {
  const noAnswer = noAnswerIn(error)
  if (noAnswer) return { is: noAnswer.mayHaveBeenSent ? 'unknown' : 'not_sent' }
  if (!(error instanceof paypal.ApiError)) {
    const message = error instanceof Error ? error.message : ''
    return { is: noAccessToken.test(message) ? 'not_sent' : 'unknown' }
  }
  const { statusCode } = error
  if (statusCode >= 500) return { is: 'failed' }
  if (statusCode === 409) return { is: 'unknown' }
  if (notCarriedOut.includes(statusCode)) return { is: 'not_sent' }
  const body = error.result as ErrorBody | undefined
  const issue = body?.details?.[0]?.issue ?? body?.name ?? 'REFUSED'
  if (alreadySo.has(issue)) return { is: 'already', issue }
  const url = body?.links?.find(({ rel }) => rel === 'payer-action')?.href
  if (issue === 'PAYER_ACTION_REQUIRED' && url)
    return { is: 'action', ref: undefined, action: { type: 'approve', url } }
  const reason = issue.toLowerCase().slice(0, 200)
  const isDecline = declines.has(issue) || issue === 'PAYER_ACTION_REQUIRED'
  return { is: isDecline ? 'declined' : 'refused', reason }
}

export type Authorization = NonNullable<PaymentCollection['authorizations']>[number]

/** Reads an authorisation; while PayPal reviews it, it may still be denied. */
export function outcomeOfAuthorization(authorization: Authorization): Outcome {
  const { id, status, expirationTime } = authorization
  if (!id || status === undefined) return { is: 'unknown' }
  if (status === 'PENDING') return { is: 'pending', ref: id, reason: reasonIn(authorization) }
  if (status === 'DENIED') return { is: 'declined', reason: 'authorisation_denied' }
  // A repeated request is answered with what became of the authorisation since.
  if (status === 'VOIDED') return { is: 'refused', reason: 'authorization_voided' }
  return { is: 'done', ref: id, until: expirationTime }
}

/** A capture or a refund as PayPal describes it. */
export interface Settled {
  readonly id?: string | undefined
  readonly status?: string | undefined
  readonly statusDetails?: { readonly reason?: string | undefined } | undefined
  readonly amount?: { readonly currencyCode: string; readonly value: string } | undefined
  readonly finalCapture?: boolean | undefined
}

export const reasonIn = ({ status = 'pending', statusDetails }: Settled): string =>
  (statusDetails?.reason ?? status).toLowerCase().slice(0, 200)

/** How much a capture takes, and whether it is the authorisation's last one. */
export const capturedOf = ({
  amount,
  finalCapture,
}: Pick<Settled, 'amount' | 'finalCapture'>): Omit<CaptureOutcome, 'ref' | 'captureRef'> => ({
  amountMinor: amount && fromPaypalValue(amount.value, amount.currencyCode)?.amountMinor,
  isFinal: finalCapture,
})

/** Reads a capture; a status that is not known here counts as not settled. */
export function outcomeOfCapture(authorizationId: string, capture: Settled): Outcome {
  const { id, status } = capture
  if (!id) return { is: 'unknown' }
  switch (status) {
    case 'COMPLETED':
    case 'PARTIALLY_REFUNDED':
    case 'REFUNDED':
      return done(authorizationId, { captureRef: id, ...capturedOf(capture) })
    case 'DECLINED':
    case 'FAILED':
    case 'DENIED':
      return { is: 'refused', reason: reasonIn(capture), ref: id }
    default:
      return {
        ...{ is: 'pending', ref: authorizationId, captureRef: id, reason: reasonIn(capture) },
        ...capturedOf(capture),
      }
  }
}

/**
 * The capture that tells what became of an order's money: one that was made before one that is pending, and that before one that
 * was declined; the latest of each. An authorisation whose capture was declined can be captured again.
 */
export function decisiveCapture(captures: readonly Settled[] = []): Settled {
  const lastOf = (is: Outcome['is']) =>
    captures.findLast((capture) => outcomeOfCapture('', capture).is === is)
  return lastOf('done') ?? lastOf('pending') ?? lastOf('refused') ?? {}
}

/** Reads a refund; a status that is not known here counts as not settled. */
export function outcomeOfRefund(refund: Settled): RefundOutcome {
  const { id: ref = '', status } = refund
  if (status === 'COMPLETED') return { is: 'done', ref }
  const is = status === 'FAILED' || status === 'CANCELLED' ? 'refused' : 'pending'
  return { is, ref, reason: reasonIn(refund) }
}
