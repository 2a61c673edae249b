import type { ProviderErrors, Reply } from '../faults/perform.ts'
import type { Refusal } from './intents.ts'
import { viewIntent } from './view.ts'

interface StripeError {
  readonly type: string
  readonly message: string
  readonly code?: string
  readonly param?: string
}

export const errorReply = (status: number, error: StripeError): Reply => ({
  status,
  body: JSON.stringify({ error }),
})

export const refusalReply = (refusal: Refusal): Reply => {
  const { status, type, code, message, param, declineCode, intent } = refusal
  const error = {
    type,
    code,
    message,
    doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`,
    ...(declineCode && { decline_code: declineCode, charge: intent?.chargeId }),
    ...(param && { param }),
    ...(intent && { payment_intent: viewIntent(intent) }),
  }
  return errorReply(status, error)
}

export const missing = (what: string, id: string): Reply =>
  errorReply(404, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${what}: '${id}'`,
    param: 'intent',
  })

export const badParam = (param: string, message: string): Reply =>
  errorReply(400, { type: 'invalid_request_error', code: 'parameter_invalid', message, param })

export const stripeErrors: ProviderErrors = {
  down: () => errorReply(503, { type: 'api_error', message: 'Stripe is temporarily unavailable.' }),
  internal: () => errorReply(500, { type: 'api_error', message: 'An unknown error occurred.' }),
  keyInUse: () =>
    errorReply(409, {
      type: 'idempotency_error',
      code: 'idempotency_key_in_use',
      message: 'There is currently another in-progress request using this idempotency key.',
    }),
  keyOfAnother: () =>
    errorReply(400, {
      type: 'idempotency_error',
      message:
        'Keys for idempotent requests can only be used with the same parameters they were first used with.',
    }),
}
