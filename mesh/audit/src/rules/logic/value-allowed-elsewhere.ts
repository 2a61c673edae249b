import type { Clause } from '@stoa/mesh/policy'
import { enforcedPolicies, type PolicyRule, rulesOf } from '../../context/policies.ts'
import { fact, type Rule, resultAt } from '../rule.ts'
import { type ScopedRule, scopedRules } from '../scoped-rules.ts'
import { covers } from './covers.ts'

export const valueAllowedElsewhere: Rule = {
  code: 'STOA511',
  severity: 'note',
  summary: 'A path or method is redundant: another rule already allows it',
  why: 'Removing the value has no effect, contrary to what its author expects.',
  fix: 'Delete the value, or tighten the wider rule.',
  check: (context) =>
    scopedRules(context, 'ALLOW').flatMap((scoped) =>
      scoped.rule.clauses.to.flatMap((to, alternative) =>
        to
          .filter(({ field, values }) => /^(paths|methods)$/.test(field) && values.length > 1)
          .flatMap((clause) =>
            clause.values.flatMap((value, index) => {
              const wide = otherRules(scoped, alternative).find((other) =>
                covers(other, narrowed(scoped.rule, to, clause, value)),
              )
              if (wide === undefined) return []
              const { file, line } = wide.policy.locate(wide.path)
              const message = `${value} is already allowed by ${file}:${line}`
              const at = [...scoped.rule.path, ...clause.path, index]
              return [resultAt(scoped.policy, at, message, { evidence: fact(message) })]
            }),
          ),
      ),
    ),
}

/** The other rules that apply to a rule's first target port, and the rule's own other alternatives. */
function otherRules(
  { rule, targetPorts: [targetPort] }: ScopedRule,
  alternative: number,
): readonly PolicyRule[] {
  if (targetPort === undefined) return []
  const all = enforcedPolicies(targetPort.mesh.AuthorizationPolicy, 'ALLOW').flatMap((policy) =>
    rulesOf(policy, targetPort.mesh),
  )
  const rest = rule.clauses.to.filter((_, index) => index !== alternative)
  const own = { ...rule, clauses: { ...rule.clauses, to: rest } }
  return [
    ...all.filter(({ policy, index }) => policy !== rule.policy || index !== rule.index),
    ...(rest.length > 0 ? [own] : []),
  ]
}

function narrowed(
  rule: PolicyRule,
  to: readonly Clause[],
  clause: Clause,
  value: string,
): PolicyRule {
  const only = to.map((one) => (one === clause ? { ...clause, values: [value] } : one))
  return { ...rule, clauses: { ...rule.clauses, to: [only] } }
}
