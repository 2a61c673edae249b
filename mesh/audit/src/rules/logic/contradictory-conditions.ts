import type { Clause } from '@stoa/mesh/policy'
import { matchesNamespace, matchesPattern } from '../../context/sample.ts'
import { identityOf } from '../../context/workload.ts'
import { type Rule, resultAt } from '../rule.ts'
import { everyAction, scopedRules, witnessRequests } from '../scoped-rules.ts'

export const contradictoryConditions: Rule = {
  code: 'STOA509',
  severity: 'warning',
  summary: 'The conditions of a rule contradict each other',
  why: 'All conditions must hold at once and no request meets them, so the rule never matches.',
  fix: 'Remove the contradicting condition, or split the rule in two.',
  check: (context) =>
    scopedRules(context, ...everyAction).flatMap((scoped) =>
      [...scoped.rule.clauses.from, ...scoped.rule.clauses.to].flatMap((clauses) => {
        const why = conflictIn(clauses)
        if (why === undefined) return []
        const path = [...scoped.rule.path, ...why.clause.path]
        return [
          resultAt(scoped.policy, path, why.message, {
            evidence: witnessRequests(context, scoped)[0]?.evidence,
          }),
        ]
      }),
    ),
}

function conflictIn(clauses: readonly Clause[]) {
  for (const clause of clauses) {
    const { values, negatedValues, field } = clause
    if (
      values.length > 0 &&
      values.every((value) => negatedValues.some((one) => matchesValue(one, value)))
    )
      return { clause, message: `every one of its ${field} is also excluded` }
  }
  const find = (field: Clause['field']) => clauses.find((clause) => clause.field === field)
  const [principals, namespaces] = [find('principals'), find('namespaces')]
  if (!principals || !namespaces || namespaces.values.length === 0) return undefined
  const identities = principals.values.map(identityOf)
  const disjoint =
    identities.length > 0 &&
    identities.every(
      (identity) =>
        identity !== undefined &&
        !namespaces.values.some((value) => matchesNamespace(value, identity.namespace)),
    )
  return disjoint
    ? { clause: principals, message: 'its principals are in none of its namespaces' }
    : undefined
}

const matchesValue = (pattern: string, value: string): boolean =>
  pattern === value || (!value.includes('*') && matchesPattern(pattern, value))
