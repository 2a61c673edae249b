import type { MiddlewareHandler, ValidationTargets } from 'hono'
import { resolver, uniqueSymbol, validator } from 'hono-openapi'
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

const invalid = (target: string, issues: readonly Issue[]): never => {
  throw new AppError('invalid', `the ${target === 'json' ? 'body' : target} is not valid`, {
    errors: badFields(issues),
  })
}

type Checked<Target extends keyof ValidationTargets, Schema extends z.ZodType> = MiddlewareHandler<
  ServiceEnv,
  string,
  { in: Record<Target, z.input<Schema>>; out: Record<Target, z.output<Schema>> }
>

/** The library's validator asks for web headers and bodies, which cost more than all else on the way. */
function validateBody<Schema extends z.ZodType>(schema: Schema): Checked<'json', Schema> {
  const check: MiddlewareHandler<ServiceEnv> = async (c, next) => {
    let value: unknown
    try {
      value = JSON.parse(await c.req.text())
    } catch {
      throw new AppError('bad_request', 'the body is not JSON')
    }
    const parsed = schema.safeParse(value)
    if (!parsed.success) return invalid('json', parsed.error.issues)
    c.req.addValidatedData('json', parsed.data as object)
    await next()
  }
  return Object.assign(check, {
    [uniqueSymbol]: { target: 'json', ...resolver(schema) },
  }) as unknown as Checked<'json', Schema>
}

/** Checks one part of the request; every bad field is named in one 422. A body goes by `jsonBody` first. */
export const validate = <Target extends keyof ValidationTargets, Schema extends z.ZodType>(
  target: Target,
  schema: Schema,
): Checked<Target, Schema> =>
  target === 'json'
    ? (validateBody(schema) as unknown as Checked<Target, Schema>)
    : (validator(target, schema, (result) => {
        if (!result.success) invalid(target, result.error)
      }) as unknown as Checked<Target, Schema>)
