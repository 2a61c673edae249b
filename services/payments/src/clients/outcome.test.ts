import { NoResponseError } from '@stoa/client'
import { expect, it } from 'vitest'
import { outcomeOfCapture, outcomeOfPaypalError, outcomeOfRefund } from './paypal-outcome.ts'
import { paypal as sdk, stripe as stripeSdk } from './sdks.ts'
import { outcomeOfStripeError, outcomeOfStripeRefund } from './stripe-outcome.ts'

const connection = (code: string) =>
  new NoResponseError('x', true, Object.assign(new Error(), { code }))
const silent = new NoResponseError('x', true, new Error('timeout'))
const broken = new NoResponseError('x', false, new Error('breaker'))
const wrapped = (detail: Error) =>
  new stripeSdk.errors.StripeConnectionError({ message: 'x', detail } as never)
const stripe = (statusCode: number, type: string, more: object = {}) =>
  stripeSdk.errors.StripeError.generate({ statusCode, type, ...more } as never)
const intent = { id: 'pi', status: 'succeeded', amount_received: 300, currency: 'gbp' }

it.each([
  [
    'a declined card',
    stripe(402, 'card_error', { code: 'card_declined', decline_code: 'lost_card' }),
    'declined',
  ],
  ['a request it will not take', stripe(400, 'invalid_request_error'), 'refused'],
  [
    'a step that is done already',
    stripe(400, 'invalid_request_error', { payment_intent: intent }),
    'done',
  ],
  [
    'a capture that another request began',
    stripe(400, 'invalid_request_error', { payment_intent: { ...intent, status: 'processing' } }),
    'pending',
  ],
  ['a key in use', stripe(409, 'idempotency_error'), 'unknown'],
  ['too many requests', stripe(429, 'rate_limit_error'), 'not_sent'],
  ['no access', stripe(401, 'authentication_error'), 'not_sent'],
  ['a server error', stripe(500, 'api_error'), 'failed'],
  ['no response', wrapped(silent), 'unknown'],
  ['no connection', wrapped(connection('ECONNREFUSED')), 'not_sent'],
  ['a connection that broke', wrapped(connection('ECONNRESET')), 'unknown'],
  ['an open breaker', wrapped(broken), 'not_sent'],
])('Stripe: %s', (_, error, is) => {
  expect(outcomeOfStripeError(error, 'succeeded').is).toBe(is)
})

it('Stripe: an authorisation that cannot be voided because it was captured is captured', () => {
  const error = stripe(400, 'invalid_request_error', { payment_intent: intent })
  expect(outcomeOfStripeError(error, 'canceled')).toEqual({
    ...{ is: 'captured', ref: 'pi', amountMinor: 300, isFinal: true },
  })
})

it('Stripe: an authorisation that cannot be voided while it is captured is held until that has ended', () => {
  const error = stripe(400, 'invalid_request_error', {
    payment_intent: { ...intent, status: 'processing' },
  })
  expect(outcomeOfStripeError(error, 'canceled')).toMatchObject({ is: 'pending', ref: 'pi' })
})

const paypal = (statusCode: number, issue?: string) => {
  const context = { request: {}, response: { statusCode, headers: {}, body: '' } }
  const error = new sdk.ApiError<object>(context as never, 'x')
  error.result = { name: 'UNPROCESSABLE_ENTITY', ...(issue && { details: [{ issue }] }) }
  return error
}
/** A 201 whose body does not match the SDK's schema: PayPal has carried out the request. */
const unreadable = new sdk.ResponseValidationError(
  { request: {}, statusCode: 201, headers: {}, body: '{}' } as never,
  [],
)

it.each([
  ['a declined card', paypal(422, 'INSTRUMENT_DECLINED'), 'declined'],
  ['a request it will not take', paypal(422, 'CURRENCY_NOT_SUPPORTED'), 'refused'],
  ['a step that is done already', paypal(422, 'PREVIOUSLY_VOIDED'), 'already'],
  ['a void of what was captured', paypal(422, 'PREVIOUSLY_CAPTURED'), 'already'],
  ['a request in progress', paypal(409), 'unknown'],
  ['too many requests', paypal(429), 'not_sent'],
  ['a server error', paypal(503), 'failed'],
  ['no access token', new Error('OAuth token is expired. A valid token is needed'), 'not_sent'],
  ['an answer that the SDK cannot read', unreadable, 'unknown'],
  ['a malformed response', new Error('not JSON'), 'unknown'],
  ['no response', silent, 'unknown'],
  ['no connection', connection('ENOENT'), 'not_sent'],
])('PayPal: %s', (_, error, is) => {
  expect(outcomeOfPaypalError(error).is).toBe(is)
})

it.each([
  ['succeeded', 'done'],
  ['pending', 'pending'],
  ['requires_action', 'pending'],
  ['a status of a later release', 'pending'],
  ['failed', 'refused'],
  ['canceled', 'refused'],
])('Stripe: a refund that is %s is %s', (status, is) => {
  expect(outcomeOfStripeRefund({ id: 're', status })).toMatchObject({ is, ref: 're' })
})

it.each([
  ['COMPLETED', 'done', 'done'],
  ['PENDING', 'pending', 'pending'],
  ['A STATUS OF A LATER RELEASE', 'pending', 'pending'],
  ['FAILED', 'refused', 'refused'],
  ['DECLINED', 'refused', 'pending'],
  ['CANCELLED', 'pending', 'refused'],
])('PayPal: a capture that is %s is %s, a refund %s', (status, capture, refund) => {
  expect(outcomeOfCapture('A', { id: 'C', status }).is).toBe(capture)
  expect(outcomeOfRefund({ id: 'R', status })).toMatchObject({ is: refund, ref: 'R' })
})
