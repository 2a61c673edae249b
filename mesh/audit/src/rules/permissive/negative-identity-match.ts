import { unknownPrincipal } from '../../context/access-request.ts'
import { identityFields } from '../../context/identity-match.ts'
import { type Rule, resultAt } from '../rule.ts'
import { isAllowed, scopedRules, witnessRequests } from '../scoped-rules.ts'
import { valueListsIn } from '../value-lists.ts'

const identities: readonly string[] = identityFields

export const negativeIdentityMatch: Rule = {
  code: 'STOA308',
  severity: 'error',
  summary: 'An ALLOW rule only excludes identities, so it allows all others',
  why: 'Callers without a certificate have no identity. `notPrincipals` and similar fields match them wherever plaintext is accepted.',
  fix: 'Name the permitted callers under `principals`, and write exclusions as a DENY policy.',
  check: (context) =>
    scopedRules(context, 'ALLOW').flatMap((scoped) => {
      const written = valueListsIn(scoped.rule.rule).filter(({ field }) =>
        identities.includes(field),
      )
      const negative = written.find(({ negated }) => negated)
      if (negative === undefined || written.some(({ negated }) => !negated)) return []
      const plaintext = witnessRequests(context, scoped, null).find(isAllowed)
      const unlisted = witnessRequests(context, scoped, unknownPrincipal(context.mesh)).find(
        isAllowed,
      )
      const evidence = plaintext ?? unlisted
      if (evidence === undefined) return []
      const callers = plaintext
        ? 'callers without a certificate'
        : 'every identity that it does not exclude'
      return [
        resultAt(scoped.policy, [...scoped.rule.path, ...negative.path], `allows ${callers}`, {
          severity: plaintext ? 'error' : 'warning',
          evidence: evidence.evidence,
        }),
      ]
    }),
}
