import type { ProviderErrors, Reply } from '../faults/perform.ts'
import type { Refusal } from './orders.ts'
import { newId } from './view.ts'

interface Detail {
  readonly issue: string
  readonly description: string
  readonly field?: string
}

export const errorReply = (
  status: number,
  name: string,
  message: string,
  details: readonly Detail[] = [],
  links: readonly object[] = [],
): Reply => ({
  status,
  body: JSON.stringify({ name, message, debug_id: newId().toLowerCase(), details, links }),
})

export const refusalReply = ({ issue, description, payerAction }: Refusal): Reply =>
  errorReply(
    422,
    'UNPROCESSABLE_ENTITY',
    'The requested action could not be performed, semantically incorrect, or failed business validation.',
    [{ issue, description }],
    payerAction ? [{ rel: 'payer-action', href: payerAction, method: 'GET' }] : [],
  )

export const missing = (): Reply =>
  errorReply(404, 'RESOURCE_NOT_FOUND', 'The specified resource does not exist.', [
    { issue: 'INVALID_RESOURCE_ID', description: 'Specified resource ID does not exist.' },
  ])

export const badRequest = (details: readonly Detail[]): Reply =>
  errorReply(
    400,
    'INVALID_REQUEST',
    'Request is not well-formed, syntactically incorrect, or violates schema.',
    details,
  )

export const paypalErrors: ProviderErrors = {
  down: () => errorReply(503, 'SERVICE_UNAVAILABLE', 'Service Unavailable.'),
  internal: () =>
    errorReply(500, 'INTERNAL_SERVER_ERROR', 'An internal server error has occurred.'),
  keyInUse: () =>
    errorReply(409, 'RESOURCE_CONFLICT', 'A previous request with this id is in progress.', [
      {
        issue: 'PREVIOUS_REQUEST_IN_PROGRESS',
        description: 'A previous request on this resource is currently in progress.',
      },
    ]),
  keyOfAnother: () =>
    refusalReply({
      status: 422,
      issue: 'PAYPAL_REQUEST_ID_REUSED',
      description: 'This PayPal-Request-Id was used with other parameters before.',
    }),
}
