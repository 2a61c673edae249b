import type { TokenRule } from '../model/token-rules.ts'
import type { Claims, HttpRequest, Token } from './question.ts'
import { outputHeadersOf } from './token-output.ts'
import { type TokenStatus, tokensFor, verifyToken } from './verify-token.ts'

export interface Authentication {
  readonly status: 200 | 401 | 403
  readonly reason: string
  /** The rule that refused the token. */
  readonly by?: TokenRule | undefined
  /** Of the verified token, as policies see them. */
  readonly claims?: Claims | undefined
  /** The token that was taken out of the request, as it is not handed on. */
  readonly taken?: Token | undefined
  /** Headers set (text) or removed (null) on the way. */
  readonly headers: Readonly<Record<string, string | null>>
}

interface Outcome {
  readonly status: TokenStatus
  readonly rule: TokenRule
  readonly token?: Token | undefined
}

/**
 * What the token filter makes of a request: it passes when one rule verifies its token, or when each
 * rule finds a good one or none.
 */
export function authenticate(
  rules: readonly TokenRule[],
  request: HttpRequest,
  keysUnavailable: readonly string[],
): Authentication {
  const headers = removedOutputHeaders(rules)
  if (rules.length === 0 || isPreflight(request))
    return { status: 200, reason: 'no token is looked for', headers }
  const outcomes: Outcome[] = []
  for (const rule of rules) {
    const outcome = outcomeOf(rule, request, keysUnavailable)
    outcomes.push(outcome)
    if (outcome.status === 'ok') return verified(outcome, headers)
  }
  const refused = outcomes.filter(({ status }) => status !== 'missing')
  const [first] = refused
  if (first === undefined) return { status: 200, reason: 'no token', headers }
  // The proxy tells of the first rule that refused, unless that only did not know the issuer.
  const known = (one: Outcome) => one.status !== 'unknown issuer'
  const { status, rule } = known(first) ? first : (refused.findLast(known) ?? first)
  return {
    status: status === 'wrong audience' ? 403 : 401,
    reason: `the token: ${status}`,
    by: rule,
    headers: {},
  }
}

/** Of several tokens for one rule all have to be good. */
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
    reason: `a token of ${claims.iss}`,
    claims: asSeenByPolicies(claims, rule),
    ...(rule.rule.forwardOriginalToken ? {} : { taken: token }),
    headers: { ...headers, ...outputHeadersOf(rule.rule, claims), ...withoutToken(rule, token) },
  }
}

/** What a client sends under the names of a rule's own headers never passes. */
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

/** Claims that hold words divided by spaces are lists of words to a policy. */
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

/** A preflight bears no credentials, so none are asked of it. */
const isPreflight = ({ method, headers }: HttpRequest): boolean =>
  method === 'OPTIONS' &&
  Boolean(headers.origin) &&
  Boolean(headers['access-control-request-method'])
