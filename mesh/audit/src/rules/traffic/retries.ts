import type { HttpRoute } from '@stoa/mesh/policy'

/** Conditions under which the server cannot have processed the request. */
const safeConditions: ReadonlySet<string> = new Set([
  'connect-failure',
  'refused-stream',
  'reset-before-request',
  'envoy-ratelimited',
  'http3-post-connect-failure',
])

/** The retry conditions of a route under which the server may already have processed the request. */
export function riskyRetries({ retries }: HttpRoute): readonly string[] {
  if (retries === undefined || (retries.attempts ?? 0) === 0) return []
  return (retries.retryOn ?? '')
    .split(',')
    .filter((word) => word !== '' && !safeConditions.has(word))
}
