import type { Context, MiddlewareHandler } from 'hono'
import { type Claims, claims, type Role } from './claims.ts'
import { documented } from './documented.ts'
import type { ServiceEnv } from './env.ts'
import { AppError } from './errors.ts'
import { headerOf } from './headers.ts'
import { documentedProblems } from './problem.ts'

/** Detail of a 401. */
export const missingToken =
  'no verified token found; send the header `Authorization: Bearer <token>`'

const unusableSubject =
  'the token has no subject that can be a customer: expected 1 to 255 printable ASCII characters, not `.` or `..`'

/**
 * The SPIFFE identity of the calling workload, from the `x-forwarded-client-cert` header. Only the last element
 * counts: our own sidecar wrote it after mutual TLS; the others came with the request.
 *
 * @example principalOf('Hash=1;URI=spiffe://cluster.local/ns/commerce/sa/orders') // 'cluster.local/ns/commerce/sa/orders'
 */
export function principalOf(forwardedClientCert: string | undefined): string | undefined {
  const last = forwardedClientCert?.slice(forwardedClientCert.lastIndexOf(',') + 1) ?? ''
  return /(?:^|;)URI=spiffe:\/\/([^;,"]+)/.exec(last)?.[1]
}

const cache = new Map<string, Claims>()
const maxCached = 5_000

function parseClaims(header: string): Claims {
  const cached = cache.get(header)
  if (cached) return cached
  const parsed = claims.safeParse(JSON.parse(Buffer.from(header, 'base64url').toString('utf8')))
  if (!parsed.success) throw new AppError('forbidden', unusableSubject)
  if (cache.size >= maxCached) cache.clear()
  cache.set(header, parsed.data)
  return parsed.data
}

/**
 * The user's verified claims, or undefined when the request carries none. The `x-stoa-claims` header counts only
 * if the calling workload is one of `trustedForwarders`: the edge, which verified the token, or the gateway, which
 * forwards the claims that it received. Throws 403 when the token's subject cannot be a customer.
 */
export function claimsOf(c: Context<ServiceEnv>): Claims | undefined {
  const header = headerOf(c, 'x-stoa-claims')
  if (!header) return undefined
  const principal = principalOf(headerOf(c, 'x-forwarded-client-cert'))
  if (principal === undefined || !c.var.trustedForwarders.includes(principal)) return undefined
  return parseClaims(header)
}

/**
 * Middleware that requires a verified token (401) and, if roles are given, one of them (403). The OpenAPI
 * document lists the token as required. The route finds the claims in `c.var.claims`.
 *
 * @example app.put('/:sku', authenticated('sales', 'operator'), handler)
 */
export const authenticated = (...allowed: readonly Role[]): MiddlewareHandler<ServiceEnv> =>
  documented(requirementOf(allowed), async (c, next) => {
    const user = claimsOf(c)
    if (!user) throw new AppError('unauthenticated', missingToken)
    if (allowed.length > 0 && !allowed.some((role) => user.roles.includes(role)))
      throw new AppError(
        'forbidden',
        `expected the role ${allowed.join(' or ')}, found ${user.roles.join(', ') || 'none'}`,
      )
    c.set('claims', user)
    await next()
  })

/** Middleware for routes that answer without a token and say more with one; OpenAPI lists the token as optional. */
export const optionalToken: MiddlewareHandler<ServiceEnv> = documented(
  { security: [{}, { token: [] }] },
  async (_, next) => next(),
)

function requirementOf(allowed: readonly Role[]) {
  const problems = {
    unauthenticated: 'the request has no verified token',
    forbidden:
      allowed.length > 0
        ? `the token does not have the role ${allowed.join(' or ')}`
        : 'the subject of the token cannot be a customer',
  }
  return { security: [{ token: [] }], 'x-roles': allowed, ...documentedProblems(problems) }
}

/** Whether the user may read what belongs to `customerId`: that customer may, and operators may. */
export const maySee = (user: Claims, customerId: string): boolean =>
  user.sub === customerId || user.roles.includes('operator')
