import { parseClaimPath } from '@stoa/mesh/policy'
import { type Rule, requestEvidence, resultAt } from '../rule.ts'
import { everyAction, scopedRules, witnessRequests } from '../scoped-rules.ts'
import { distance } from './similar.ts'

const standardClaims = [
  ...['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'azp', 'scope', 'scp', 'acr', 'amr'],
  ...['groups', 'group', 'roles', 'role', 'permissions', 'permission', 'entitlements', 'tenant'],
  ...['email', 'email_verified', 'name', 'given_name', 'family_name', 'preferred_username'],
  ...['realm_access', 'resource_access', 'client_id', 'auth_time', 'nonce', 'locale', 'username'],
]

export const misspeltClaim: Rule = {
  code: 'STOA409',
  severity: 'warning',
  summary: 'A claim looks like a misspelt standard claim',
  why: 'If no token carries the claim, the condition is never true: an ALLOW rule refuses every request, a DENY rule denies none.',
  fix: 'Write the claim as the issuer spells it.',
  check: (context) =>
    scopedRules(context, ...everyAction).flatMap((scoped) =>
      (scoped.rule.rule.when ?? []).flatMap(({ key }, index) => {
        if (!key.startsWith('request.auth.claims')) return []
        const [name = ''] = parseClaimPath(key.slice('request.auth.claims'.length))
        const intended = standardClaims.includes(name)
          ? undefined
          : standardClaims.find((known) => isMisspelling(name, known))
        if (intended === undefined) return []
        const path = [...scoped.rule.path, 'when', index, 'key']
        const [witness] = witnessRequests(context, scoped)
        const accessRequest = witness?.evidence.accessRequest
        const request = accessRequest?.request && {
          ...accessRequest.request,
          tokens: accessRequest.request.tokens.map((token) => ({
            ...token,
            claims: { ...rename(token.claims, name, intended) },
          })),
        }
        return [
          resultAt(scoped.policy, path, `unknown claim ${name}; did you mean ${intended}?`, {
            evidence:
              witness && accessRequest && request
                ? requestEvidence(context, witness.targetPort, { ...accessRequest, request })
                : undefined,
          }),
        ]
      }),
    ),
}

/** Whether the names differ by case or by one letter; short names only by case. */
const isMisspelling = (name: string, known: string): boolean =>
  name.toLowerCase() === known || (known.length > 3 && distance(name, known) === 1)

const rename = (claims: Readonly<Record<string, unknown>>, from: string, to: string) =>
  Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [name === from ? to : name, value]),
  )
