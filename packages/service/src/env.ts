import type { Claims } from './claims.ts'

/** What middleware leaves for a route. */
export interface ServiceEnv {
  Variables: { claims: Claims; believed: readonly string[]; traceId: string; traceparent: string }
}
