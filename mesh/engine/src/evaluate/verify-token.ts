import { type TokenRule, tokenLocationsOf } from '../model/token-rules.ts'
import type { HttpRequest, Token } from './access-request.ts'

export type TokenStatus =
  | 'ok'
  | 'missing'
  | 'unknown issuer'
  | 'malformed'
  | 'expired'
  | 'wrong audience'
  | 'no keys'
  | 'bad signature'

export interface FoundToken {
  readonly token: Token
  readonly malformed: boolean
}

/** The tokens that a rule finds in a request, in the proxy's order. */
export function tokensFor({ rule }: TokenRule, { tokens }: HttpRequest): readonly FoundToken[] {
  const { headers, params, cookies } = tokenLocationsOf(rule)
  const inHeaders = headers.flatMap(({ name, prefix }) =>
    tokens.flatMap((token) => {
      if (!('header' in token.at) || token.at.header.toLowerCase() !== name) return []
      const at = token.at.prefix.indexOf(prefix)
      if (at < 0) return []
      const rest = token.at.prefix.slice(at + prefix.length)
      const malformed = prefix === '' ? rest !== '' : /[A-Za-z0-9\-_.]/.test(rest)
      return [{ token, malformed }]
    }),
  )
  const first = (is: (token: Token) => boolean) => tokens.filter(is).slice(0, 1)
  const otherTokens = [
    ...params.flatMap((name) => first(({ at }) => 'query' in at && at.query === name)),
    ...cookies.flatMap((name) => first(({ at }) => 'cookie' in at && at.cookie === name)),
  ]
  return [...inHeaders, ...otherTokens.map((token) => ({ token, malformed: false }))]
}

/** Verifies a token against a rule: issuer, expiry, audience and signature, in this order. */
export function verifyToken(
  { rule }: TokenRule,
  { token, malformed }: FoundToken,
  keysUnavailable: readonly string[],
): TokenStatus {
  if (malformed) return 'malformed'
  const { claims, valid, fault = 'expired' } = token
  if (rule.issuer && claims.iss !== rule.issuer) return 'unknown issuer'
  if (!valid && fault === 'expired') return 'expired'
  if (!hasAudience(claims.aud, rule.audiences ?? [])) return 'wrong audience'
  if (rule.jwks === undefined && keysUnavailable.includes(rule.jwksUri ?? '')) return 'no keys'
  return valid ? 'ok' : 'bad signature'
}

/** An audience without scheme and trailing slash, which Envoy ignores. */
const normaliseAudience = (audience: unknown) =>
  String(audience)
    .replace(/^https?:\/\//, '')
    .replace(/\/$/, '')

function hasAudience(aud: unknown, audiences: readonly string[]): boolean {
  if (audiences.length === 0) return true
  const written = aud === undefined ? [] : Array.isArray(aud) ? aud : [aud]
  const wanted = audiences.map(normaliseAudience)
  return written.some((one) => wanted.includes(normaliseAudience(one)))
}
