import { ApiError } from '@paypal/paypal-server-sdk'
import type { Outcome } from './provider.ts'
import { noAnswerIn } from './transport.ts'

const declines = new Set([
  'INSTRUMENT_DECLINED',
  'TRANSACTION_REFUSED',
  'PAYER_CANNOT_PAY',
  'CARD_EXPIRED',
  'PAYER_ACTION_REQUIRED',
])

const alreadySo = new Set([
  'ORDER_ALREADY_AUTHORIZED',
  'PREVIOUSLY_VOIDED',
  'AUTHORIZATION_VOIDED',
  'AUTHORIZATION_ALREADY_CAPTURED',
])

/** `already`: the step was carried out by an earlier request. */
export type PaypalOutcome = Outcome | { readonly is: 'already'; readonly issue: string }

interface ErrorBody {
  readonly name?: string
  readonly details?: readonly { readonly issue?: string }[]
}

/** Statuses of requests that PayPal did not carry out and that may be sent again. */
const notCarriedOut = [401, 403, 429]
const noAccessToken = /^(OAuth token is expired|Client is not authorized)/

export function outcomeOfPaypalError(error: unknown): PaypalOutcome {
  const noAnswer = noAnswerIn(error)
  if (noAnswer) return { is: noAnswer.mayHaveBeenSent ? 'unknown' : 'not_sent' }
  if (!(error instanceof ApiError)) {
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
  const reason = issue.toLowerCase().slice(0, 200)
  return { is: declines.has(issue) ? 'declined' : 'refused', reason }
}
