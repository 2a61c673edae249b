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

export interface PolicyRule {
  readonly policy: Policy
  readonly index: number
  readonly rule: AuthorizationRule
  readonly clauses: Clauses
  /** The rule's path in the resource. */
  readonly path: Path
}

const cache = new WeakMap<Policy, readonly PolicyRule[]>()

/** The rules of a policy, each with its clauses. */
export function rulesOf(policy: Policy, { settings }: MeshModel): readonly PolicyRule[] {
  const known = cache.get(policy)
  if (known) return known
  const rules = (policy.spec.rules ?? []).map((rule, index) => ({
    ...{ policy, index, rule },
    clauses: clausesOf(rule, settings),
    path: ['spec', 'rules', index],
  }))
  cache.set(policy, rules)
  return rules
}

/** The policies with this action that are enforced, that is, no dry runs. */
export const enforcedPolicies = (
  policies: readonly Policy[],
  action: AuthorizationPolicy['action'],
): readonly Policy[] =>
  policies.filter((policy) => policy.spec.action === action && !isDryRun(policy))

/** Every clause of a rule, without duplicates. */
export const allClauses = ({ clauses }: PolicyRule): readonly Clause[] => [
  ...new Map(
    [...clauses.from, ...clauses.to].flat().map((clause) => [JSON.stringify(clause.path), clause]),
  ).values(),
]

export const resourceName = ({ kind, namespace, name }: Resource<unknown>): string =>
  `${kind} ${namespace}/${name}`
