import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { ServiceEnv } from './env.ts'

/** Node's own message behind a request; absent when a test calls the application directly. */
export const incomingOf = (c: Context<ServiceEnv>): HttpBindings['incoming'] | undefined =>
  (c.env as Partial<HttpBindings> | undefined)?.incoming

/** A request header by its lower-case name, without building web `Headers` of all of them. */
export function headerOf(c: Context<ServiceEnv>, name: string): string | undefined {
  const incoming = incomingOf(c)
  if (!incoming) return c.req.header(name)
  const value = incoming.headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}
