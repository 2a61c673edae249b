import { jwtRules, splitRequestPrincipal } from '../../context/access-request.ts'
import { type Rule, resultAt } from '../rule.ts'
import { witnessRequests } from '../scoped-rules.ts'
import { valuesOf } from '../value-lists.ts'

export const unknownIssuer: Rule = {
  code: 'STOA604',
  severity: 'error',
  summary: 'A rule requires tokens from an issuer that no RequestAuthentication accepts',
  why: 'Such a token is refused with 401 before the rule is evaluated, so the rule never matches.',
  fix: 'Write the issuer exactly as in the RequestAuthentication, or add it there.',
  check: (context) =>
    valuesOf(context, ['requestPrincipals'], 'ALLOW', 'DENY').flatMap((scoped) => {
      const [issuer] = splitRequestPrincipal(scoped.value)
      const accepted = scoped.targetPorts.flatMap(({ mesh }) => jwtRules(mesh))
      if (issuer.includes('*') || accepted.length === 0) return []
      if (accepted.some((rule) => !rule.issuer || rule.issuer === issuer)) return []
      const issuers = [...new Set(accepted.map((rule) => rule.issuer))].join(', ')
      return [
        resultAt(
          scoped.policy,
          scoped.at,
          `issuer ${issuer} is not accepted; accepted: ${issuers}`,
          {
            evidence: witnessRequests(context, scoped)[0]?.evidence,
          },
        ),
      ]
    }),
}
