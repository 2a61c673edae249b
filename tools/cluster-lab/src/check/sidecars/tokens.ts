import type { MeshModel } from '@stoa/mesh'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

export interface EdgeTokens {
  /** The key set that verifies the good tokens. */
  readonly jwks: string
  /** Tokens by what is special about them; undefined is a request without one. */
  readonly tokens: ReadonlyMap<string, string | undefined>
}

/** Tokens of the edge's issuer, and tokens that it must refuse. */
export async function makeTokens(model: MeshModel): Promise<EdgeTokens> {
  const rule = model.RequestAuthentication.flatMap(({ spec }) => spec.jwtRules ?? [])[0]
  if (!rule?.issuer) throw new Error('no RequestAuthentication names an issuer')
  const { issuer, audiences: [audience = 'stoa'] = [] } = rule
  const own = await generateKeyPair('ES256', { extractable: true })
  const other = await generateKeyPair('ES256', { extractable: true })
  const sign = (from: string, to: string, expires: string, key = own.privateKey) =>
    new SignJWT({ sub: 'shopper' })
      .setProtectedHeader({ alg: 'ES256', kid: 'lab' })
      .setIssuer(from)
      .setAudience(to)
      .setIssuedAt()
      .setExpirationTime(expires)
      .sign(key)
  const jwk = { ...(await exportJWK(own.publicKey)), kid: 'lab', alg: 'ES256', use: 'sig' }
  return {
    jwks: JSON.stringify({ keys: [jwk] }),
    tokens: new Map([
      ['no token', undefined],
      ['a token', await sign(issuer, audience, '1h')],
      ['an expired token', await sign(issuer, audience, '-1h')],
      ['a token of another issuer', await sign('https://other.invalid', audience, '1h')],
      ['a token for another audience', await sign(issuer, 'other', '1h')],
      ['a token with another signature', await sign(issuer, audience, '1h', other.privateKey)],
    ]),
  }
}
