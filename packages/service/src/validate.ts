import type { MiddlewareHandler, ValidationTargets } from 'hono'
import { resolver, uniqueSymbol, validator } from 'hono-openapi'
import type { z } from 'zod'
import type { ServiceEnv } from './env.ts'
import { AppError, type BadField } from './errors.ts'

interface Issue {
  readonly message: string
  /** The fields that a strict object does not have. */
  readonly keys?: readonly string[]
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

const jsonPointer = (issue: Issue): string =>
  (issue.path ?? [])
    .map((part) => `/${String(typeof part === 'object' ? part.key : part)}`)
    .join('')

/** The issues of a schema as fields of a problem. */
export const badFields = (issues: readonly Issue[]): BadField[] =>
  issues.flatMap((issue) => {
    const pointer = jsonPointer(issue)
    if (!issue.keys) return { field: pointer || '/', message: issue.message }
    return issue.keys.map((key) => ({ field: `${pointer}/${key}`, message: 'is not a field here' }))
  })

/** A parameter that is there more than once is a list, which no schema has: its message would speak of that. */
const namingRepeated =
  (queries: Readonly<Record<string, readonly string[]>>) =>
  (issue: Issue): Issue => {
    const [name = '', ...rest] = issue.path ?? []
    const times = rest.length === 0 ? (queries[String(name)] ?? []).length : 0
    return times > 1 ? { ...issue, message: `must be given once; found it ${times} times` } : issue
  }

const partNames: Readonly<Record<string, string>> = { json: 'body', param: 'path' }

const reject = (target: string, issues: readonly Issue[]): never => {
  const part = partNames[target] ?? target
  throw new AppError('invalid', `the ${part} has invalid fields; correct those listed in errors`, {
    errors: badFields(issues),
  })
}

const schemaKey = Symbol('request schema')

interface RequestSchema {
  readonly target: keyof ValidationTargets
  readonly schema: z.ZodType
}

/** What a handler of a route checks, for tests that walk every request schema. */
export const requestSchemaOf = (handler: object): RequestSchema | undefined =>
  (handler as { readonly [schemaKey]?: RequestSchema })[schemaKey]

type Checked<Target extends keyof ValidationTargets, Schema extends z.ZodType> = MiddlewareHandler<
  ServiceEnv,
  string,
  { in: Record<Target, z.input<Schema>>; out: Record<Target, z.output<Schema>> }
>

/** hono-openapi's validator builds web headers and bodies, which cost more than the rest of a request. */
function validateBody<Schema extends z.ZodType>(schema: Schema): Checked<'json', Schema> {
  const check: MiddlewareHandler<ServiceEnv> = async (c, next) => {
    let value: unknown
    try {
      value = JSON.parse(await c.req.text())
    } catch {
      throw new AppError('bad_request', 'the body is not valid JSON; check its syntax')
    }
    const parsed = schema.safeParse(value)
    if (!parsed.success) return reject('json', parsed.error.issues)
    c.req.addValidatedData('json', parsed.data as object)
    await next()
  }
  return Object.assign(check, {
    [uniqueSymbol]: { target: 'json', ...resolver(schema) },
  }) as unknown as Checked<'json', Schema>
}

/**
 * Middleware that checks one part of the request; one 422 names every invalid field. The route reads the parsed value
 * with `c.req.valid(target)`. A JSON body must pass `jsonBody` first.
 *
 * @example app.put('/:sku', jsonBody(), validate('param', bySku), validate('json', productBody), handler)
 */
export const validate = <Target extends keyof ValidationTargets, Schema extends z.ZodType>(
  target: Target,
  schema: Schema,
): Checked<Target, Schema> => {
  const handler =
    target === 'json'
      ? validateBody(schema)
      : validator(target, schema, (result, c) => {
          if (result.success) return
          const queries = target === 'query' ? c.req.queries() : {}
          reject(target, result.error.map(namingRepeated(queries)))
        })
  return Object.assign(handler, { [schemaKey]: { target, schema } }) as unknown as Checked<
    Target,
    Schema
  >
}
