import { halves, jwtRules } from '../../world/question.ts'
import { attemptsOf, valuesOf } from '../cases.ts'
import { found, type Rule } from '../rule.ts'

export const issuerNotCovered: Rule = {
  code: 'STOA604',
  severity: 'error',
  summary: 'A rule asks for tokens of an issuer that no RequestAuthentication takes',
  why: 'Such a token is refused with 401 before the rule is looked at, so the rule never matches.',
  mend: 'Write the issuer letter by letter as in the RequestAuthentication, or add it there.',
  check: (world) =>
    valuesOf(world, ['requestPrincipals'], 'ALLOW', 'DENY').flatMap((one) => {
      const [issuer] = halves(one.value)
      const taken = one.doors.flatMap(({ mesh }) => jwtRules(mesh))
      if (issuer.includes('*') || taken.length === 0) return []
      if (taken.some((rule) => !rule.issuer || rule.issuer === issuer)) return []
      const issuers = [...new Set(taken.map((rule) => rule.issuer))].join(', ')
      return [
        found(one.policy, one.at, `${issuer} is not taken; ${issuers} is`, {
          demonstration: attemptsOf(world, one)[0]?.shown,
        }),
      ]
    }),
}
