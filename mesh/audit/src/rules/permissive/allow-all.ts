import { unknownPrincipal } from '../../context/access-request.ts'
import { type Rule, resultAt } from '../rule.ts'
import { isAllowed, scopedRules, witnessRequests } from '../scoped-rules.ts'

export const allowAll: Rule = {
  code: 'STOA301',
  severity: 'error',
  summary: 'An ALLOW rule has no condition, so it allows every request',
  why: 'The rule makes every other ALLOW policy of the workload, and its default deny, ineffective.',
  fix: 'Name the callers under `from` and the permitted requests under `to`, or delete the rule.',
  check: (context) =>
    scopedRules(context, 'ALLOW')
      .filter(({ rule }) => [...rule.clauses.from, ...rule.clauses.to].flat().length === 0)
      .filter(({ rule: { rule } }) => rule.from === undefined && rule.to === undefined)
      .map((scoped) => {
        const gateway = scoped.targetPorts[0]?.workload.kind === 'gateway'
        const witnesses = witnessRequests(
          context,
          scoped,
          gateway ? null : unknownPrincipal(context.mesh),
        )
        return resultAt(scoped.policy, scoped.rule.path, 'allows every request from every caller', {
          evidence: witnesses.find(isAllowed)?.evidence,
        })
      }),
}
