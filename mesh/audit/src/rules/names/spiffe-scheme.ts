import { type Rule, resultAt } from '../rule.ts'
import { everyAction, isAllowed, witnessRequests } from '../scoped-rules.ts'
import { valuesOf } from '../value-lists.ts'

export const spiffeScheme: Rule = {
  code: 'STOA404',
  severity: 'error',
  summary: 'A principal starts with spiffe://',
  why: 'Istio adds the scheme itself, so this value never matches.',
  fix: 'Write `cluster.local/ns/NAMESPACE/sa/ACCOUNT` without the scheme.',
  check: (context) =>
    valuesOf(context, ['principals'], ...everyAction)
      .filter(({ value }) => value.startsWith('spiffe://'))
      .map((scoped) => {
        const principal = scoped.value.slice('spiffe://'.length)
        const witnesses = witnessRequests(context, scoped, principal)
        const wrong = witnesses.find(
          (witness) => isAllowed(witness) === (scoped.policy.spec.action === 'DENY'),
        )
        return resultAt(scoped.policy, scoped.at, `${scoped.value} matches no caller`, {
          evidence: wrong?.evidence,
        })
      }),
}
