import Stripe from 'stripe'
import { done, type Outcome } from './provider.ts'
import { noAnswerIn, wasAsked } from './transport.ts'

const reasonOf = (error: Stripe.errors.StripeError): string =>
  (error.decline_code ?? error.code ?? 'refused').slice(0, 200)

/** Statuses of requests that Stripe did not carry out and that may be sent again. */
const notCarriedOut = [401, 403, 429]

/** What an error of the SDK says; `soDone` is the state of the intent that the request wanted. */
export function outcomeOfStripeError(error: unknown, soDone?: string): Outcome {
  const noAnswer = noAnswerIn(error)
  if (noAnswer) return { is: wasAsked(noAnswer) ? 'unknown' : 'not_asked' }
  if (!(error instanceof Stripe.errors.StripeError)) throw error
  const { statusCode = 0, payment_intent: intent } = error
  if (error instanceof Stripe.errors.StripeConnectionError) return { is: 'unknown' }
  if (statusCode >= 500) return { is: 'failed' }
  if (statusCode === 409) return { is: 'unknown' }
  if (notCarriedOut.includes(statusCode)) return { is: 'not_asked' }
  if (intent && soDone && intent.status === soDone) return done(intent.id)
  if (error instanceof Stripe.errors.StripeCardError)
    return { is: 'declined', reason: reasonOf(error) }
  if (statusCode >= 400) return { is: 'refused', reason: reasonOf(error) }
  return { is: 'unknown' }
}
