import {
  type AuthorizationPolicy,
  type AuthorizationRule,
  type Clause,
  type Clauses,
  clausesOf,
  isDryRun,
  type MeshModel,
  type Path,
  type Resource,
} from '@stoa/mesh/policy'

export type Policy = Resource<AuthorizationPolicy>

export interface RuleOf {
  readonly policy: Policy
  readonly index: number
  readonly rule: AuthorizationRule
  readonly clauses: Clauses
  /** Inside the resource. */
  readonly path: Path
}

const kept = new WeakMap<Policy, readonly RuleOf[]>()

/** The rules of a policy, each with its clauses. */
export function rulesOf(policy: Policy, { settings }: MeshModel): readonly RuleOf[] {
  const known = kept.get(policy)
  if (known) return known
  const rules = (policy.spec.rules ?? []).map((rule, index) => ({
    ...{ policy, index, rule },
    clauses: clausesOf(rule, settings),
    path: ['spec', 'rules', index],
  }))
  kept.set(policy, rules)
  return rules
}

/** Policies of an action that really decide. */
export const acting = (
  policies: readonly Policy[],
  action: AuthorizationPolicy['action'],
): readonly Policy[] => policies.filter((one) => one.spec.action === action && !isDryRun(one))

/** Every clause of a rule, once. */
export const allClauses = ({ clauses }: RuleOf): readonly Clause[] => [
  ...new Map(
    [...clauses.from, ...clauses.to].flat().map((clause) => [JSON.stringify(clause.path), clause]),
  ).values(),
]

export const nameOf = ({ kind, namespace, name }: Resource<unknown>): string =>
  `${kind} ${namespace}/${name}`
