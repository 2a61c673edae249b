import type { MiddlewareHandler } from 'hono'
import { uniqueSymbol } from 'hono-openapi'
import type { ServiceEnv } from './env.ts'

/** The handler with its part of the OpenAPI description of every operation that uses it. */
export const documented = (
  spec: Readonly<Record<string, unknown>>,
  handler: MiddlewareHandler<ServiceEnv>,
): MiddlewareHandler<ServiceEnv> => Object.assign(handler, { [uniqueSymbol]: { spec } })
