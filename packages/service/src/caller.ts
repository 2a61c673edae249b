import type { Context, MiddlewareHandler } from 'hono'
import { uniqueSymbol } from 'hono-openapi'
import { type Claims, claims, type Role } from './claims.ts'
import type { ServiceEnv } from './env.ts'
import { AppError } from './errors.ts'
import { headerOf } from './headers.ts'

/** Identity of the caller's workload as its sidecar proved it: the last element, which ours wrote. */
export function principalOf(forwardedClientCert: string | undefined): string | undefined {
  const last = forwardedClientCert?.slice(forwardedClientCert.lastIndexOf(',') + 1) ?? ''
  return /(?:^|;)URI=spiffe:\/\/([^;,"]+)/.exec(last)?.[1]
}

const parsed = new Map<string, Claims>()
const remembered = 5_000

function parseClaims(header: string): Claims {
  const known = parsed.get(header)
  if (known) return known
  const read = claims.parse(JSON.parse(Buffer.from(header, 'base64url').toString('utf8')))
  if (parsed.size >= remembered) parsed.clear()
  parsed.set(header, read)
  return read
}

/**
 * The shopper's verified claims. The edge checked the token and is believed; so is a service named in
 * `believed` (the gateway), which hands on the claims that it was given. Nobody else is.
 */
export function claimsOf(c: Context<ServiceEnv>): Claims | undefined {
  const header = headerOf(c, 'x-stoa-claims')
  if (!header) return undefined
  const principal = principalOf(headerOf(c, 'x-forwarded-client-cert'))
  if (principal === undefined || !c.var.believed.includes(principal)) return undefined
  return parseClaims(header)
}

/** Lets in who brings verified claims, with one of these roles when any are named; OpenAPI tells of it. */
export const authenticated = (...allowed: readonly Role[]): MiddlewareHandler<ServiceEnv> =>
  needing([{ token: [] }], async (c, next) => {
    const who = claimsOf(c)
    if (!who) throw new AppError('unauthenticated', 'a verified token is needed')
    if (allowed.length > 0 && !allowed.some((role) => who.roles.includes(role)))
      throw new AppError('forbidden', `needs the role ${allowed.join(' or ')}`)
    c.set('claims', who)
    await next()
  })

/** Lets everybody in, and tells OpenAPI that who brings a token is told more. */
export const tokenWelcome: MiddlewareHandler<ServiceEnv> = needing(
  [{}, { token: [] }],
  async (_, next) => next(),
)

function needing(
  security: readonly Readonly<Record<string, readonly string[]>>[],
  handler: MiddlewareHandler<ServiceEnv>,
): MiddlewareHandler<ServiceEnv> {
  return Object.assign(handler, { [uniqueSymbol]: { spec: { security } } })
}

/** May this caller see what belongs to `customerId`? Staff may. */
export const maySee = (who: Claims, customerId: string): boolean =>
  who.sub === customerId || who.roles.includes('operator')
