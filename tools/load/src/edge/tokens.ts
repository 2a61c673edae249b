import { setTimeout as wait } from 'node:timers/promises'
import { EdgeError } from './edge-error.ts'
import { retryDelayMs } from './retry.ts'
import type { EdgeRequest, EdgeResponse } from './send.ts'

export type Role =
  | 'customer'
  | 'trade'
  | 'sales'
  | 'warehouse'
  | 'order-manager'
  | 'finance'
  | 'operator'

interface CachedToken {
  readonly token: Promise<string>
  readonly renewAt: number
}

const ttlSeconds = 3600
const renewAfterMs = 45 * 60_000
// The edge limits how many tokens one address may request; a request that it rejects is repeated this often.
const maxRateLimited = 60

/** Tokens of the development issuer, cached for each subject and its roles. */
export function openTokens(request: (request: EdgeRequest) => Promise<EdgeResponse>) {
  const cache = new Map<string, CachedToken>()

  const fetchToken = async (sub: string, roles: readonly Role[]): Promise<string> => {
    const body = JSON.stringify({ sub, roles, ttlSeconds })
    let response = await request({ method: 'POST', path: '/oauth/token', body })
    for (let limited = 1; response.status === 429 && limited <= maxRateLimited; limited += 1) {
      await wait(retryDelayMs(limited))
      response = await request({ method: 'POST', path: '/oauth/token', body })
    }
    if (response.status !== 200 && response.status !== 201)
      throw EdgeError.ofResponse(`POST /oauth/token for ${sub}`, '200 or 201', response)
    return String((JSON.parse(response.text) as { access_token: unknown }).access_token)
  }

  return (subject: string, ...roles: Role[]): Promise<string> => {
    const key = [subject, ...roles].join(' ')
    const cached = cache.get(key)
    if (cached && cached.renewAt > Date.now()) return cached.token
    const token = fetchToken(subject, roles)
    cache.set(key, { token, renewAt: Date.now() + renewAfterMs })
    token.catch(() => cache.delete(key))
    return token
  }
}
