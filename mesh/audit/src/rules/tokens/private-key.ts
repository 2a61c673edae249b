import { fact, type Rule, resultAt } from '../rule.ts'

export const privateKey: Rule = {
  code: 'STOA609',
  severity: 'error',
  summary: 'A key set in a policy contains a private key',
  why: 'Anyone who can read the policy can issue tokens that it accepts.',
  fix: 'Revoke the key, create a new one, and write only its public part.',
  check: ({ mesh }) =>
    mesh.RequestAuthentication.flatMap((policy) =>
      (policy.spec.jwtRules ?? []).flatMap(({ jwks }, index) =>
        privateParts(jwks).map((part) =>
          resultAt(
            policy,
            ['spec', 'jwtRules', index, 'jwks'],
            `contains a key with the private member "${part}"`,
            {
              evidence: fact(`the member "${part}" of a JSON Web Key is secret (RFC 7518)`),
            },
          ),
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
