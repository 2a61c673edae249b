import type { Claims } from './claims.ts'

/** Hono variables that the middleware sets for a route. */
export interface ServiceEnv {
  Variables: {
    claims: Claims
    trustedForwarders: readonly string[]
    traceId: string
    traceparent: string
  }
}
