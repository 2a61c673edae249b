import type { Hono } from 'hono'
import { z } from 'zod'
import type { ServiceEnv } from './env.ts'
import { requestSchemaOf } from './validate.ts'

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null

/** The JSON pointers of objects that take fields which the schema does not name. */
function* lenientIn(schema: unknown, pointer = ''): Generator<string> {
  if (!isObject(schema)) return
  if (schema.properties && schema.additionalProperties !== false) yield pointer || '/'
  for (const [key, value] of Object.entries(schema)) yield* lenientIn(value, `${pointer}/${key}`)
}

/** Where a service's requests may have unknown fields, for the test that each service has: a misspelt field must be refused. */
export const lenientObjects = (app: Hono<ServiceEnv>): string[] =>
  app.routes.flatMap(({ method, path, handler }) => {
    const request = requestSchemaOf(handler)
    if (!request) return []
    const schema = z.toJSONSchema(request.schema, { io: 'input', unrepresentable: 'any' })
    return [...lenientIn(schema)].map((at) => `${method} ${path} ${request.target} ${at}`)
  })
