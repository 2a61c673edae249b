import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { ServiceEnv } from './env.ts'

/** Node's message of the request; undefined when a test calls the application without a server. */
export const incomingOf = (c: Context<ServiceEnv>): HttpBindings['incoming'] | undefined =>
  (c.env as Partial<HttpBindings> | undefined)?.incoming

/**
 * A request header by its lower-case name, without the cost of building web `Headers` for all of them.
 *
 * @example headerOf(c, 'idempotency-key')
 */
export function headerOf(c: Context<ServiceEnv>, name: string): string | undefined {
  const incoming = incomingOf(c)
  if (!incoming) return c.req.header(name)
  const value = incoming.headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}
