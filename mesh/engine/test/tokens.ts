import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'

export interface Issuer {
  readonly jwks: { readonly keys: readonly object[] }
  /** Signs a token with the given claims and the default ones; `undefined` omits a claim. */
  readonly token: (claims?: JWTPayload, expiresInSeconds?: number) => Promise<string>
}

const usual = { iss: 'https://sandbox.stoa.test', aud: 'stoa', sub: 'c-1', roles: ['customer'] }

export async function newIssuer(kid = 'k1'): Promise<Issuer> {
  const { publicKey, privateKey } = await generateKeyPair('RS256')
  const key = { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' }
  return {
    jwks: { keys: [key] },
    token: (claims = {}, expiresInSeconds = 300) =>
      new SignJWT({ ...usual, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid })
        .setIssuedAt()
        .setExpirationTime(Math.floor(Date.now() / 1_000) + expiresInSeconds)
        .sign(privateKey),
  }
}
