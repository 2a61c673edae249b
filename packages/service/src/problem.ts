import { STATUS_CODES } from 'node:http'
import { HTTPException } from 'hono/http-exception'
import { z } from 'zod'
import { AppError, codeOfStatus, type ErrorCode } from './errors.ts'

/** Problem details (RFC 9457), with our error code, the trace id and the invalid fields. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int().min(400).max(599),
  code: z.string(),
  detail: z.string(),
  instance: z.string().nullable().describe('The path; null where a proxy could not read it.'),
  traceId: z
    .string()
    .nullable()
    .describe(
      'The id to give to operators. From a service: its trace id. From a proxy: the value of `request` in its access log; null if a sidecar refused a malformed request.',
    ),
  /** The proxy that answered in the place of the service. */
  answeredBy: z.enum(['edge', 'sidecar']).optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  /** With the code `price_changed`: what the order costs now. */
  totalMinor: z.int().optional(),
  currency: z.string().optional(),
})
export type Problem = z.infer<typeof problem>

/** For each code that an operation answers, when it does. */
export type Problems = Readonly<Partial<Record<ErrorCode, string>>>

/** Part of a route's OpenAPI description; `openApiOf` makes responses of it. */
export const documentedProblems = (problems: Problems) => ({
  'x-problems': Object.entries(problems).map(([code, when]) => ({ code, when })),
})

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
    type: expected?.type ?? 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code: expected?.code ?? 'internal',
    detail: expected?.message ?? unexpected,
    instance: at.path,
    traceId: at.traceId,
    ...(expected?.errors.length && { errors: [...expected.errors] }),
    ...expected?.total,
  }
}

/** Whether the error is neither an `AppError` nor a client error that Hono raised. */
export const isUnexpected = (error: unknown): boolean => toAppError(error) === undefined
