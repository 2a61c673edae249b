import type { Answer } from '../probe.ts'

/** A received HTTP response. */
export interface Received {
  readonly status: number
  readonly contentType: string | undefined
  readonly body: string
}

/** An `Expect` value that no server can meet. Node's server refuses it before the application sees the request. */
export const unsatisfiable = 'stoa-probe'
export const expectationFailed = 417

// The bodies of responses that the proxy itself sends.
const proxyBodies =
  /^(RBAC: |Jwt |Jwks |Audiences in Jwt |local_rate_limited$|upstream connect error|no healthy upstream|Bad Request$|Forbidden$)/

/**
 * Distinguishes the application's response from the proxy's. An application refuses the expectation with 417; its other
 * responses have a content type and none of the proxy's bodies.
 */
export function answerOf({ status, contentType, body }: Received, method: string): Answer {
  if (status === expectationFailed) return 'application'
  const hasNoBody =
    contentType === undefined ||
    (method === 'HEAD' && /^(text\/plain|application\/problem\+json)/.test(contentType))
  return hasNoBody || proxyBodies.test(body) || isProxyProblem(body) ? `${status}` : 'application'
}

/** Problem details name the proxy that answered in the place of an application. */
function isProxyProblem(body: string): boolean {
  try {
    return /^(edge|sidecar)$/.test(JSON.parse(body)?.answeredBy)
  } catch {
    return false
  }
}
