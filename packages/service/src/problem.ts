import { HTTPException } from 'hono/http-exception'
import { AppError, codeOfStatus } from './errors.ts'

/** RFC 9457. */
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

const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not authenticated',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  413: 'Payload too large',
  415: 'Unsupported media type',
  422: 'Invalid',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Unavailable',
}

function known(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error
  if (error instanceof HTTPException && error.status < 500)
    return new AppError(codeOfStatus(error.status) ?? 'bad_request', error.message)
  return undefined
}

/** What a caller is told of an error; the message of an unexpected one stays inside. */
export function problemOf(error: unknown, at: { path: string; traceId: string }): Problem {
  const app = known(error)
  const status = app?.status ?? 500
  return {
    type: 'about:blank',
    title: titles[status] ?? 'Error',
    status,
    code: app?.code ?? 'internal',
    detail: app?.message ?? 'Something failed on our side; the trace id finds it in our logs.',
    instance: at.path,
    traceId: at.traceId,
    ...(app?.errors.length && { errors: app.errors }),
  }
}

export const isUnexpected = (error: unknown): boolean => known(error) === undefined
