import { claimPath } from '@stoa/mesh/policy'
import { attemptsOf, casesOf, everyAction } from '../cases.ts'
import { found, type Rule, show } from '../rule.ts'
import { distance } from './similar.ts'

const usual = [
  ...['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'azp', 'scope', 'scp', 'acr', 'amr'],
  ...['groups', 'group', 'roles', 'role', 'permissions', 'permission', 'entitlements', 'tenant'],
  ...['email', 'email_verified', 'name', 'given_name', 'family_name', 'preferred_username'],
  ...['realm_access', 'resource_access', 'client_id', 'auth_time', 'nonce', 'locale', 'username'],
]

export const misspeltClaim: Rule = {
  code: 'STOA409',
  severity: 'warning',
  summary: 'A claim is spelt almost like a usual one',
  why: 'No token has it, so the condition is never met: an ALLOW shuts everybody out, a DENY nobody.',
  mend: 'Write the claim as the issuer spells it.',
  check: (world) =>
    casesOf(world, ...everyAction).flatMap((one) =>
      (one.rule.rule.when ?? []).flatMap(({ key }, index) => {
        if (!key.startsWith('request.auth.claims')) return []
        const [name = ''] = claimPath(key.slice('request.auth.claims'.length))
        const meant = usual.includes(name) ? undefined : usual.find((known) => isSlip(name, known))
        if (meant === undefined) return []
        const path = [...one.rule.path, 'when', index, 'key']
        const [attempt] = attemptsOf(world, one)
        const question = attempt?.shown.question
        const request = question?.request && {
          ...question.request,
          tokens: question.request.tokens.map((token) => ({
            ...token,
            claims: { ...rename(token.claims, name, meant) },
          })),
        }
        return [
          found(one.policy, path, `${name} is probably ${meant}`, {
            demonstration:
              attempt && question && request
                ? show(world, attempt.door, { ...question, request })
                : undefined,
          }),
        ]
      }),
    ),
}

/** One letter more, less or other, or another case: short names have too many neighbours for more. */
const isSlip = (name: string, known: string): boolean =>
  name.toLowerCase() === known || (known.length > 3 && distance(name, known) === 1)

const rename = (claims: Readonly<Record<string, unknown>>, from: string, to: string) =>
  Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [name === from ? to : name, value]),
  )
