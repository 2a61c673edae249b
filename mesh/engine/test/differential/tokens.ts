import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { SignedToken } from './requests.ts'
import { issuers, subjects } from './sample-values.ts'

const claimSets = [
  {},
  { aud: 'stoa', role: 'admin' },
  { aud: ['other', 'stoa'], azp: 'client', role: ['user', 'admin'] },
  { scope: 'admin user', deep: { role: 'admin' }, n: 7 },
  { scope: 'admin', words: 'a b', deep: { role: ['user'] }, n: 1.5 },
  { permission: 'user', role: '', azp: ['client'] },
]

export interface GeneratedTokens {
  readonly jwks: string
  readonly tokens: readonly SignedToken[]
}

/** Signed tokens of every issuer: valid, expired, and signed with an unknown key. */
export async function generateTokens(): Promise<GeneratedTokens> {
  const [issuer, otherIssuer] = await Promise.all([
    generateKeyPair('ES256'),
    generateKeyPair('ES256'),
  ])
  const jwk = { ...(await exportJWK(issuer.publicKey)), kid: 'k', alg: 'ES256', use: 'sig' }
  const sign = (claims: object, key: CryptoKey) =>
    new SignJWT({ ...claims }).setProtectedHeader({ alg: 'ES256', kid: 'k' }).sign(key)
  const sets = [...issuers, 'stranger'].flatMap((iss) =>
    claimSets.map((claims, index) => ({ iss, sub: subjects[index % subjects.length], ...claims })),
  )
  const good = sets.map(async (claims): Promise<SignedToken> => {
    const whole = { ...claims, exp: 4_000_000_000 }
    return {
      claims: whole,
      valid: true,
      fault: 'expired',
      text: await sign(whole, issuer.privateKey),
    }
  })
  const [first = {}] = sets
  const bad: readonly Promise<SignedToken>[] = [
    sign({ ...first, exp: 1_000_000_000 }, issuer.privateKey).then((text) => ({
      ...{
        claims: { ...first, exp: 1_000_000_000 },
        valid: false,
        fault: 'expired' as const,
        text,
      },
    })),
    sign({ ...first, exp: 4_000_000_000 }, otherIssuer.privateKey).then((text) => ({
      ...{
        claims: { ...first, exp: 4_000_000_000 },
        valid: false,
        fault: 'signature' as const,
        text,
      },
    })),
  ]
  return { jwks: JSON.stringify({ keys: [jwk] }), tokens: await Promise.all([...good, ...bad]) }
}
