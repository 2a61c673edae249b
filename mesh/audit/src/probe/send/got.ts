import type { Answer } from '../probe.ts'

/** An HTTP answer as it came. */
export interface Received {
  readonly status: number
  readonly contentType: string | undefined
  readonly body: string
}

/** An expectation that no server can meet: Node's own refuses it before the application sees the request. */
export const unmeetable = 'stoa-probe'
export const expectationFailed = 417

// What a proxy itself says, as far as it says anything.
const ownWords =
  /^(RBAC: |Jwt |Jwks |Audiences in Jwt |local_rate_limited$|upstream connect error|no healthy upstream|Bad Request$|Forbidden$)/

/**
 * Whose answer it is. An application refuses the expectation with 417; what else it says has a type and
 * is in none of the proxy's words.
 */
export function answerOf({ status, contentType, body }: Received, method: string): Answer {
  if (status === expectationFailed) return 'application'
  const silent =
    contentType === undefined || (method === 'HEAD' && /^text\/plain/.test(contentType))
  return silent || ownWords.test(body) ? `${status}` : 'application'
}
