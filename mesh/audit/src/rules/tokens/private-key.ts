import { fact, found, type Rule } from '../rule.ts'

export const privateKey: Rule = {
  code: 'STOA609',
  severity: 'error',
  summary: 'A key set in a policy holds the private half of a key',
  why: 'Whoever reads the policy can issue tokens that it takes.',
  mend: 'Withdraw the key, issue a new one, and write its public half alone.',
  check: ({ mesh }) =>
    mesh.RequestAuthentication.flatMap((policy) =>
      (policy.spec.jwtRules ?? []).flatMap(({ jwks }, index) =>
        privateParts(jwks).map((part) =>
          found(policy, ['spec', 'jwtRules', index, 'jwks'], `has a key with the member ${part}`, {
            demonstration: fact(`the member ${part} of a JSON Web Key is its secret (RFC 7518)`),
          }),
        ),
      ),
    ),
}

function privateParts(jwks: string | undefined): readonly string[] {
  if (jwks === undefined) return []
  const parsed: unknown = JSON.parse(jwks)
  const keys =
    parsed !== null && typeof parsed === 'object' && 'keys' in parsed ? parsed.keys : [parsed]
  return (Array.isArray(keys) ? keys : []).flatMap((key: unknown) =>
    key !== null && typeof key === 'object'
      ? ['d', 'k', 'p', 'q'].filter((part) => part in key).slice(0, 1)
      : [],
  )
}
