import { unknownPrincipal } from '../../context/access-request.ts'
import { type Rule, resultAt } from '../rule.ts'
import { isAllowed, scopedRules, witnessRequests } from '../scoped-rules.ts'

export const splitRule: Rule = {
  code: 'STOA501',
  severity: 'error',
  summary: '`from` and `to` are written as two rules instead of one',
  why: '`- from` and `- to` are separate list items, and either rule is enough. Any caller may send the requests named under `to`.',
  fix: 'Write `from` and `to` in one item: remove the dash before `to`.',
  check: (context) =>
    scopedRules(context, 'ALLOW').flatMap((scoped) => {
      const { rule, index } = scoped.rule
      const siblings = scoped.policy.spec.rules ?? []
      const neighbours = [siblings[index - 1], siblings[index + 1]]
      const onlyTo = isSet(rule.to) && !isSet(rule.from) && !isSet(rule.when)
      const onlyFrom = neighbours.some((other) => other && isSet(other.from) && !isSet(other.to))
      if (!onlyTo || !onlyFrom) return []
      const caller =
        scoped.targetPorts[0]?.workload.kind === 'gateway' ? null : unknownPrincipal(context.mesh)
      return [
        resultAt(
          scoped.policy,
          scoped.rule.path,
          'applies to every caller, because the `from` next to it is another rule',
          {
            evidence: witnessRequests(context, scoped, caller).find(isAllowed)?.evidence,
          },
        ),
      ]
    }),
}

const isSet = (list: readonly unknown[] | undefined): boolean => (list ?? []).length > 0
