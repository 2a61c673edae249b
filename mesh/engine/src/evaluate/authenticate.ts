import type { TokenRule } from '../model/token-rules.ts'
import type { Claims, HttpRequest, Token } from './access-request.ts'
import { outputHeadersOf } from './token-output.ts'
import { type TokenStatus, tokensFor, verifyToken } from './verify-token.ts'

export interface Authentication {
  readonly status: 200 | 401 | 403
  readonly reason: string
  /** The rule that rejected the token. */
  readonly by?: TokenRule | undefined
  /** Claims of the verified token, as policies see them. */
  readonly claims?: Claims | undefined
  /** Headers that the filter sets (text) or removes (null). */
  readonly headers: Readonly<Record<string, string | null>>
}

interface Outcome {
  readonly status: TokenStatus
  readonly rule: TokenRule
  readonly token?: Token | undefined
}

/**
 * Evaluates the JWT filter. A request passes when one rule verifies its token, or when every rule
 * finds a valid token or none.
 */
export function authenticate(
  rules: readonly TokenRule[],
  request: HttpRequest,
  keysUnavailable: readonly string[],
): Authentication {
  const headers = removedOutputHeaders(rules)
  if (rules.length === 0 || isPreflight(request))
    return { status: 200, reason: 'no token rule applies', headers }
  const outcomes: Outcome[] = []
  for (const rule of rules) {
    const outcome = outcomeOf(rule, request, keysUnavailable)
    outcomes.push(outcome)
    if (outcome.status === 'ok') return verified(outcome, headers)
  }
  const refused = outcomes.filter(({ status }) => status !== 'missing')
  const [first] = refused
  if (first === undefined) return { status: 200, reason: 'the request has no token', headers }
  // The proxy reports the first failure, but prefers any other failure over an unknown issuer.
  const known = (one: Outcome) => one.status !== 'unknown issuer'
  const { status, rule } = known(first) ? first : (refused.findLast(known) ?? first)
  return {
    status: status === 'wrong audience' ? 403 : 401,
    reason: `the token was rejected: ${status}`,
    by: rule,
    headers: {},
  }
}

/** When a rule finds several tokens, all must be valid. */
function outcomeOf(
  rule: TokenRule,
  request: HttpRequest,
  keysUnavailable: readonly string[],
): Outcome {
  const found = tokensFor(rule, request).toReversed()
  let token: Token | undefined
  for (const one of found) {
    const status = verifyToken(rule, one, keysUnavailable)
    if (status !== 'ok') return { status, rule }
    token = one.token
  }
  return token === undefined ? { status: 'missing', rule } : { status: 'ok', rule, token }
}

function verified({ rule, token }: Outcome, headers: Authentication['headers']): Authentication {
  const claims = token?.claims ?? {}
  return {
    status: 200,
    reason: `the token of ${claims.iss} is valid`,
    claims: asSeenByPolicies(claims, rule),
    headers: { ...headers, ...outputHeadersOf(rule.rule, claims), ...withoutToken(rule, token) },
  }
}

/** The proxy removes client headers that have the name of an output header. */
const removedOutputHeaders = (rules: readonly TokenRule[]): Record<string, null> =>
  Object.fromEntries(
    rules
      .flatMap(({ rule }) => [
        ...(rule.outputPayloadToHeader ? [rule.outputPayloadToHeader] : []),
        ...(rule.outputClaimToHeaders ?? []).map(({ header }) => header),
      ])
      .map((name) => [name.toLowerCase(), null]),
  )

const withoutToken = ({ rule }: TokenRule, token: Token | undefined): Record<string, null> =>
  token !== undefined && 'header' in token.at && !rule.forwardOriginalToken
    ? { [token.at.header.toLowerCase()]: null }
    : {}

/** Policies see space-delimited claims as lists. */
function asSeenByPolicies(claims: Claims, { rule }: TokenRule): Claims {
  const spaceDelimited = new Set(['scope', 'permission', ...(rule.spaceDelimitedClaims ?? [])])
  return Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [
      name,
      spaceDelimited.has(name) && typeof value === 'string'
        ? value.split(' ').filter(Boolean)
        : value,
    ]),
  )
}

/** A CORS preflight carries no credentials, so the filter skips it. */
const isPreflight = ({ method, headers }: HttpRequest): boolean =>
  method === 'OPTIONS' &&
  Boolean(headers.origin) &&
  Boolean(headers['access-control-request-method'])
