import { type Clause, clausesOf, needsHttp } from '../model/clauses.ts'
import type { Action, AuthorizationPolicy } from '../model/kinds/authorization-policy.ts'
import { describePath, type Path } from '../model/path.ts'
import type { Resource } from '../model/resource.ts'
import { clauseMatches } from './clause-tests.ts'
import type { FilterContext } from './filter-context.ts'
import type { PolicyPart } from './verdict.ts'

export type Policy = Resource<AuthorizationPolicy>

export type RuleOutcome =
  | { readonly matches: true; readonly part: PolicyPart }
  /** `part` names the first field that did not match. */
  | { readonly matches: false; readonly part: PolicyPart }

/** Whether each rule of a policy matches. */
export const outcomesOf = (policy: Policy, context: FilterContext): readonly RuleOutcome[] =>
  (policy.spec.rules ?? []).map((_, index) => outcomeOf(policy, index, context))

function outcomeOf(policy: Policy, index: number, context: FilterContext): RuleOutcome {
  const rule = policy.spec.rules?.[index] ?? {}
  const { from, to } = clausesOf(rule, context.settings)
  const part = (path?: Path) => partOf(policy, index, path)
  const httpClause =
    context.http === undefined ? [...from, ...to].flat().find(needsHttp) : undefined
  if (httpClause !== undefined && policy.spec.action === 'ALLOW')
    return { matches: false, part: part(httpClause.path) }
  for (const side of [from, to]) {
    const alternatives = side.map((clauses) => applicableClauses(clauses, context))
    const failed = alternatives.map((clauses) =>
      clauses.find((clause) => !clauseMatches(clause, context, policy.namespace)),
    )
    const closest = failed.at(-1)
    if (closest !== undefined && failed.every((clause) => clause !== undefined))
      return { matches: false, part: part(closest.path) }
  }
  return { matches: true, part: part() }
}

/** On a TCP connection, clauses on HTTP fields are dropped, so such a rule matches more. */
const applicableClauses = (
  clauses: readonly Clause[],
  { http }: FilterContext,
): readonly Clause[] =>
  http === undefined ? clauses.filter((clause) => !needsHttp(clause)) : clauses

export function partOf(policy: Resource<unknown>, rule?: number, path?: Path): PolicyPart {
  const at = rule === undefined ? [] : ['rules', rule, ...(path ?? [])]
  const { file, line } = policy.locate(['spec', ...at])
  return {
    ...{ kind: policy.kind, namespace: policy.namespace, name: policy.name, file, line },
    ...(rule === undefined ? {} : { rule }),
    ...(path === undefined ? {} : { field: describePath(path) }),
  }
}

export const ofAction = (policies: readonly Policy[], action: Action): readonly Policy[] =>
  policies.filter(({ spec }) => spec.action === action)
