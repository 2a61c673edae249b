import type { MiddlewareHandler, ValidationTargets } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { validator } from 'hono-openapi'
import type { z } from 'zod'
import type { ServiceEnv } from './env.ts'
import { AppError, type BadField } from './errors.ts'

interface Issue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

const pointer = (issue: Issue): string =>
  (issue.path ?? [])
    .map((part) => `/${String(typeof part === 'object' ? part.key : part)}`)
    .join('') || '/'

export const badFields = (issues: readonly Issue[]): BadField[] =>
  issues.map((issue) => ({ field: pointer(issue), message: issue.message }))

/** Checks one part of the request; every bad field is named in one 422. */
export const validate = <Target extends keyof ValidationTargets, Schema extends z.ZodType>(
  target: Target,
  schema: Schema,
) =>
  validator(target, schema, (result) => {
    if (result.success) return
    throw new AppError('invalid', `the ${target === 'json' ? 'body' : target} is not valid`, {
      errors: badFields(result.error),
    })
  })

/** For routes with a body: JSON alone, at most `maxBytes`. */
export const jsonBody = (maxBytes = 64 * 1024): MiddlewareHandler<ServiceEnv> => {
  const limited = bodyLimit({
    maxSize: maxBytes,
    onError: () => {
      throw new AppError('payload_too_large', `a body may have ${maxBytes} bytes at most`)
    },
  })
  return async (c, next) => {
    if (!/^application\/([a-z.-]+\+)?json\b/i.test(c.req.header('content-type') ?? ''))
      throw new AppError('unsupported_media_type', 'the body must be application/json')
    return limited(c, next)
  }
}
