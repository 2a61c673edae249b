import { STATUS_CODES } from 'node:http'
import { describeRoute, resolver } from 'hono-openapi'
import type { z } from 'zod'
import type { ErrorCode } from './errors.ts'
import { documentedProblems, type Problems } from './problem.ts'

export interface OperationDescription {
  readonly summary: string
  /** What the schemas cannot tell: who sees what, which fields exclude each other, what a repeated request does. */
  readonly description?: string
  /** Status of the answer; 200 by default. */
  readonly status?: number
  /** Schema of the answer in JSON, or another content type; absent when the answer has no body. */
  readonly answer?: z.ZodType | `${string}/${string}`
  /** Whether the answer has an `ETag`, with which a client asks again and gets 304 while the answer is the same. */
  readonly hasETag?: boolean
  /** When the operation answers a problem; `authenticated`, `jsonBody` and `validate` add theirs. */
  readonly problems?: Problems
  /** The headers that it requires: what each is for, and the bounds of its value. */
  readonly headers?: Readonly<Record<string, string | HeaderDescription>>
}

interface HeaderDescription {
  readonly description: string
  readonly schema: Readonly<Record<string, unknown>>
}

/** For `headers` of an operation that reads `idempotencyKey`. */
export const idempotencyHeader = {
  'Idempotency-Key': {
    description:
      'A new key for each new request, the same key to retry it: 1 to 255 visible ASCII characters',
    schema: { pattern: '^[!-~]{1,255}$', minLength: 1, maxLength: 255 },
  },
} as const

/** For `problems` of an operation that reads `idempotencyKey`. */
export const idempotencyProblems = {
  bad_request: 'the header `Idempotency-Key` is missing or malformed',
  invalid: 'the `Idempotency-Key` was used with another request',
} as const satisfies Partial<Record<ErrorCode, string>>

const contentOf = (answer: OperationDescription['answer']) => {
  if (answer === undefined) return {}
  if (typeof answer === 'string') return { content: { [answer]: {} } }
  return { content: { 'application/json': { schema: resolver(answer) } } }
}

const etag = {
  ETag: {
    required: true,
    description: 'Identifies this answer',
    schema: { type: 'string' as const },
  },
}
const ifNoneMatch = {
  ...{ in: 'header' as const, name: 'If-None-Match', required: false },
  description: 'The `ETag` of the answer that the client has',
  schema: { type: 'string' as const },
}

/**
 * Middleware that describes an operation for the OpenAPI document.
 *
 * @example app.get('/:sku', describe({ summary: 'One product', answer: product, problems: { not_found: 'no such product' } }), handler)
 */
export const describe = (operation: OperationDescription) => {
  const { summary, description, status = 200, answer, problems = {}, headers = {} } = operation
  const { hasETag = false } = operation
  const required = Object.entries(headers).map(([name, text]) => ({
    in: 'header' as const,
    name,
    required: true,
    ...(typeof text === 'string' ? { description: text } : { description: text.description }),
    schema: { type: 'string' as const, ...(typeof text === 'string' ? {} : text.schema) },
  }))
  const parameters = [...required, ...(hasETag ? [ifNoneMatch] : [])]
  return describeRoute({
    summary,
    ...(description && { description }),
    responses: {
      [status]: {
        description: STATUS_CODES[status] ?? '',
        ...(hasETag && { headers: etag }),
        ...contentOf(answer),
      },
      ...(hasETag && { 304: { description: 'Not Modified', headers: etag } }),
    },
    ...(parameters.length > 0 && { parameters }),
    ...documentedProblems(problems),
  })
}
