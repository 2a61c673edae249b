import Stripe from 'stripe'
import { done, type Outcome } from './provider.ts'
import { noAnswerIn } from './transport.ts'

const reasonOf = (error: Stripe.errors.StripeError): string =>
  (error.decline_code ?? error.code ?? 'refused').slice(0, 200)

/** Statuses of requests that Stripe did not carry out and that may be sent again. */
const notCarriedOut = [401, 403, 429]

/** Reads an error of the SDK; `statusIfDone` is the status of an intent for which the step is done already. */
export function outcomeOfStripeError(error: unknown, statusIfDone?: string): Outcome {
  const noAnswer = noAnswerIn(error)
  if (noAnswer) return { is: noAnswer.mayHaveBeenSent ? 'unknown' : 'not_sent' }
  if (!(error instanceof Stripe.errors.StripeError)) throw error
  const { statusCode = 0, payment_intent: intent } = error
  if (error instanceof Stripe.errors.StripeConnectionError) return { is: 'unknown' }
  if (statusCode >= 500) return { is: 'failed' }
  if (statusCode === 409) return { is: 'unknown' }
  if (notCarriedOut.includes(statusCode)) return { is: 'not_sent' }
  if (intent && statusIfDone && intent.status === statusIfDone) return done(intent.id)
  if (error instanceof Stripe.errors.StripeCardError)
    return { is: 'declined', reason: reasonOf(error) }
  if (statusCode >= 400) return { is: 'refused', reason: reasonOf(error) }
  return { is: 'unknown' }
}
