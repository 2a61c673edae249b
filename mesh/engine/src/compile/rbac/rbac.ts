import { type Clause, clausesOf, needsHttp } from '../../model/clauses.ts'
import { isDryRun } from '../../model/dry-run.ts'
import type {
  Action,
  AuthorizationPolicy,
  AuthorizationRule,
} from '../../model/kinds/authorization-policy.ts'
import type { Resource } from '../../model/resource.ts'
import type { MeshSettings } from '../../model/settings.ts'
import type { Config } from '../config.ts'
import { clauseMatchers, type Port } from './clause-matchers.ts'
import { type LogicalOperators, permissionOperators, principalOperators } from './operators.ts'

export type Policy = Resource<AuthorizationPolicy>
export type Protocol = 'http' | 'tcp'

/** The port and protocol that rules are compiled for. */
export interface RuleScope {
  readonly settings: MeshSettings
  readonly port: Port
  readonly protocol: Protocol
}

const envoyAction = { ALLOW: 'ALLOW', DENY: 'DENY', AUDIT: 'LOG', CUSTOM: 'DENY' } as const

/**
 * The RBAC filter's rules for one action. Without a policy of the action there are no rules, and
 * every request passes. ALLOW policies without an applicable rule give an empty list of rules, and
 * no request passes. Dry-run policies become shadow rules, which only count.
 */
export function rbacOf(policies: readonly Policy[], action: Action, scope: RuleScope): Config {
  const chosen = policies.filter(({ spec }) => spec.action === action)
  const dryRun = chosen.filter(isDryRun)
  const enforced = chosen.filter((policy) => !isDryRun(policy))
  const shadow = {
    shadow_rules: rulesOf(dryRun, action, scope),
    shadow_rules_stat_prefix: `istio_dry_run_${action.toLowerCase()}_`,
  }
  return {
    ...(enforced.length > 0 ? { rules: rulesOf(enforced, action, scope) } : {}),
    ...(dryRun.length > 0 ? shadow : {}),
  }
}

/**
 * The rules of all policies of one action, by a name with namespace, policy and index; `rename` may
 * change it.
 */
export function rulesOf(
  policies: readonly Policy[],
  action: Action,
  scope: RuleScope,
  rename = (name: string) => name,
): Config {
  const compiled = policies.flatMap(({ name, namespace, spec }) =>
    (spec.rules ?? []).flatMap((rule, index) => {
      const policy = policyOf(rule, namespace, action, scope)
      const ruleName = rename(`ns[${namespace}]-policy[${name}]-rule[${index}]`)
      return policy ? [[ruleName, policy] as const] : []
    }),
  )
  return { action: envoyAction[action], policies: Object.fromEntries(compiled) }
}

function policyOf(
  rule: AuthorizationRule,
  namespace: string,
  action: Action,
  { settings, port, protocol }: RuleScope,
): Config | undefined {
  const { from, to } = clausesOf(rule, settings)
  const usesHttp = protocol === 'tcp' && [...from, ...to].flat().some(needsHttp)
  if (usesHttp && action === 'ALLOW') return undefined
  const all = (clauses: readonly Clause[], operators: LogicalOperators): Config =>
    operators.and(
      clauses
        .filter((clause) => protocol === 'http' || !needsHttp(clause))
        .flatMap((clause) => {
          const { field, values, negatedValues } = clause
          const match = (value: string) => clauseMatchers[field](value, { clause, namespace, port })
          return [
            ...(values.length > 0 ? [operators.or(values.map(match))] : []),
            ...(negatedValues.length > 0
              ? [operators.not(operators.or(negatedValues.map(match)))]
              : []),
          ]
        }),
    )
  return {
    permissions: to.map((clauses) => all(clauses, permissionOperators)),
    principals: from.map((clauses) => all(clauses, principalOperators)),
  }
}
