import type { Clause } from '@stoa/mesh/policy'
import { matchesNamespace, matchesPattern } from '../../world/sample.ts'
import { identityOf } from '../../world/workload.ts'
import { attemptsOf, casesOf, everyAction } from '../cases.ts'
import { found, type Rule } from '../rule.ts'

export const contradiction: Rule = {
  code: 'STOA509',
  severity: 'warning',
  summary: 'A rule asks for what cannot be at once',
  why: 'Its fields must all hold, and no request meets them: the rule never matches.',
  mend: 'Take out the field that contradicts, or write two rules.',
  check: (world) =>
    casesOf(world, ...everyAction).flatMap((one) =>
      [...one.rule.clauses.from, ...one.rule.clauses.to].flatMap((clauses) => {
        const why = conflictIn(clauses)
        if (why === undefined) return []
        const path = [...one.rule.path, ...why.clause.path]
        return [
          found(one.policy, path, why.message, { demonstration: attemptsOf(world, one)[0]?.shown }),
        ]
      }),
    ),
}

function conflictIn(clauses: readonly Clause[]) {
  for (const clause of clauses) {
    const { values, refused, field } = clause
    if (values.length > 0 && values.every((value) => refused.some((one) => wide(one, value))))
      return { clause, message: `every one of its ${field} is excluded again` }
  }
  const find = (field: Clause['field']) => clauses.find((clause) => clause.field === field)
  const [principals, namespaces] = [find('principals'), find('namespaces')]
  if (!principals || !namespaces || namespaces.values.length === 0) return undefined
  const identities = principals.values.map(identityOf)
  const apart =
    identities.length > 0 &&
    identities.every(
      (identity) =>
        identity !== undefined &&
        !namespaces.values.some((value) => matchesNamespace(value, identity.namespace)),
    )
  return apart
    ? { clause: principals, message: 'its principals live in none of its namespaces' }
    : undefined
}

const wide = (pattern: string, value: string): boolean =>
  pattern === value || (!value.includes('*') && matchesPattern(pattern, value))
