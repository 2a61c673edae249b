import { unknownPrincipal } from '../../context/access-request.ts'
import { type Rule, resultAt } from '../rule.ts'
import { isAllowed, witnessRequests } from '../scoped-rules.ts'
import { valuesOf } from '../value-lists.ts'

export const anyIdentity: Rule = {
  code: 'STOA303',
  severity: 'warning',
  summary: 'An ALLOW rule accepts every identity in the mesh',
  why: 'The value `*` requires a certificate but does not care whose. One compromised workload is enough to get in.',
  fix: 'Name the principals that need to call.',
  check: (context) =>
    valuesOf(context, ['principals', 'namespaces', 'trustDomains'], 'ALLOW')
      .filter(({ value, written }) => value === '*' && !written.negated)
      .flatMap((scoped) => {
        const evidence = witnessRequests(context, scoped, unknownPrincipal(context.mesh)).find(
          isAllowed,
        )?.evidence
        if (evidence === undefined) return []
        return [
          resultAt(scoped.policy, scoped.at, `allows any identity (${scoped.written.field}: '*')`, {
            evidence,
          }),
        ]
      }),
}
