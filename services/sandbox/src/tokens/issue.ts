import { customerId, token } from '@stoa/contracts'
import { SignJWT } from 'jose'
import { z } from 'zod'
import type { Keyring } from './keys.ts'

export const issuer = 'https://sandbox.stoa.test'
export const audience = 'stoa'

export const tokenBody = z.strictObject({
  sub: customerId,
  /** Any, as other issuers have theirs: services ignore those that they do not know. */
  roles: z.array(token(64)).max(20).default(['customer']),
  /** Negative for a token that has expired already. */
  ttlSeconds: z
    .int()
    .min(-86_400)
    .max(30 * 86_400)
    .default(3_600),
})
export type TokenBody = z.infer<typeof tokenBody>

/** Issues a development token for any subject and roles, without authentication. */
export async function issueToken(keyring: Keyring, body: TokenBody, now: Date) {
  const { kid, privateKey } = keyring.signing()
  const issuedAt = Math.floor(now.getTime() / 1000)
  const token = await new SignJWT({ roles: body.roles })
    .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(body.sub)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + body.ttlSeconds)
    .sign(privateKey)
  return { access_token: token, token_type: 'Bearer', expires_in: body.ttlSeconds }
}

const renewAfterMs = 30 * 60_000

/** A token of the warehouse, renewed before it expires. */
export function warehouseToken(keyring: Keyring, now: () => Date): () => Promise<string> {
  let token: Promise<string> | undefined
  let renewAt = 0
  const issue = async () => {
    const body = { sub: 'sandbox-warehouse', roles: ['warehouse'], ttlSeconds: 3_600 }
    return (await issueToken(keyring, body, now())).access_token
  }
  return () => {
    if (!token || now().getTime() >= renewAt) {
      const issued = issue()
      issued.catch(() => {
        token = undefined
      })
      token = issued
      renewAt = now().getTime() + renewAfterMs
    }
    return token
  }
}
