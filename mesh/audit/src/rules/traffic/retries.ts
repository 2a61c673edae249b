import type { HttpRoute } from '@stoa/mesh/policy'

/** What is only tried again when the server never began to work on it. */
const harmless: ReadonlySet<string> = new Set([
  'connect-failure',
  'refused-stream',
  'reset-before-request',
  'envoy-ratelimited',
  'http3-post-connect-failure',
])

/** The conditions of a route under which a request is sent again that may have been carried out. */
export function riskyRetries({ retries }: HttpRoute): readonly string[] {
  if (retries === undefined || (retries.attempts ?? 0) === 0) return []
  return (retries.retryOn ?? '').split(',').filter((word) => word !== '' && !harmless.has(word))
}
