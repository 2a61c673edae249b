import type { Context } from 'hono'
import type { ServiceEnv } from './env.ts'
import { headerOf } from './headers.ts'

/** Whether the caller wants what is true now, and not what may lag: `Cache-Control: no-cache` (RFC 9111, 5.2.1.4). */
export const wantsLatest = (c: Context<ServiceEnv>): boolean =>
  (headerOf(c, 'cache-control') ?? '')
    .split(',')
    .some((directive) => directive.trim().toLowerCase() === 'no-cache')
