import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Edge } from '@stoa/load'
import { CannotRun } from '@stoa/topology'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose'
import { z } from 'zod'

const publicJwk = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  kid: z.string(),
  alg: z.literal('ES256'),
})
const schema = z.object({
  issuer: z.string(),
  audience: z.string(),
  jwk: publicJwk.extend({ d: z.string() }),
})

/** The key with which an issuer signs tokens. */
export type SigningKey = z.infer<typeof schema>

const fileName = 'signing-key.json'
const lifetime = '1h'

export async function newSigningKey(issuer: string, audience: string): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const jwk = await exportJWK(privateKey)
  const kid = await calculateJwkThumbprint(jwk)
  return schema.parse({ issuer, audience, jwk: { ...jwk, kid, alg: 'ES256' } })
}

/** What the issuer publishes of the key. */
export const publishedKeys = ({ jwk }: SigningKey) => ({
  keys: [{ ...publicJwk.parse(jwk), use: 'sig' }],
})

export const signingKeyFile = (site: string): string => join(site, fileName)

/** The key in a site's folder; undefined where it has none. @throws CannotRun where it cannot be read */
export function readSigningKey(site: string): SigningKey | undefined {
  const file = signingKeyFile(site)
  if (!existsSync(file)) return undefined
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    throw new CannotRun(`${file} is not a key that \`stoa cluster trial\` wrote`, { cause: error })
  }
}

/** Signs a token of an hour for any subject and roles. */
export const signer =
  ({ issuer, audience, jwk }: SigningKey): Edge['token'] =>
  async (subject, ...roles) =>
    new SignJWT({ roles })
      .setProtectedHeader({ alg: jwk.alg, kid: jwk.kid, typ: 'JWT' })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(subject)
      .setIssuedAt()
      .setExpirationTime(lifetime)
      .sign(await importJWK(jwk, jwk.alg))
