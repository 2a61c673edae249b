import { STATUS_CODES } from 'node:http'
import { HTTPException } from 'hono/http-exception'
import { AppError, codeOfStatus } from './errors.ts'

/** Problem details (RFC 9457), with our error code, the trace id and the invalid fields. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly instance: string
  readonly traceId: string
  readonly errors?: readonly { field: string; message: string }[]
}

const unexpected =
  'an unexpected error occurred; retry later, and report this trace id if it happens again'

function toAppError(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error
  if (error instanceof HTTPException && error.status < 500)
    return new AppError(codeOfStatus(error.status) ?? 'bad_request', error.message)
  return undefined
}

/** The problem details of an error, without the message of an unexpected one. */
export function problemOf(error: unknown, at: { path: string; traceId: string }): Problem {
  const expected = toAppError(error)
  const status = expected?.status ?? 500
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code: expected?.code ?? 'internal',
    detail: expected?.message ?? unexpected,
    instance: at.path,
    traceId: at.traceId,
    ...(expected?.errors.length && { errors: expected.errors }),
  }
}

/** Whether the error is neither an `AppError` nor a client error that Hono raised. */
export const isUnexpected = (error: unknown): boolean => toAppError(error) === undefined
