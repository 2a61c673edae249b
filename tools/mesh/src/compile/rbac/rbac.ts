import type {
  Action,
  AuthorizationPolicy,
  AuthorizationRule,
} from '../../model/kinds/authorization-policy.ts'
import type { Resource } from '../../model/resource.ts'
import type { Config } from '../config.ts'
import { allOf, type Field, isUsed, permissionWords, principalWords } from './field.ts'
import { operationFields, type Port } from './permissions.ts'
import { conditionField, sourceFields } from './principals.ts'

type Policy = Resource<AuthorizationPolicy>
export type Protocol = 'http' | 'tcp'

/**
 * The RBAC rules of one action for one port. No policy of the action: no rules, so all may pass.
 * ALLOW policies without a usable rule: rules without policies, so none may pass.
 */
export function rbacOf(
  policies: readonly Policy[],
  action: Action,
  port: Port,
  protocol: Protocol,
): Config {
  const chosen = policies.filter(({ spec }) => spec.action === action)
  if (chosen.length === 0) return {}
  const compiled = chosen.flatMap(({ name, namespace, spec }) =>
    (spec.rules ?? []).flatMap((rule, index) => {
      const policy = policyOf(rule, action, port, protocol)
      return policy ? [[`ns[${namespace}]-policy[${name}]-rule[${index}]`, policy] as const] : []
    }),
  )
  return { rules: { action, policies: Object.fromEntries(compiled) } }
}

function policyOf(
  rule: AuthorizationRule,
  action: Action,
  port: Port,
  protocol: Protocol,
): Config | undefined {
  const conditions = (rule.when ?? []).map(conditionField)
  const sources = orAny(rule.from).map((entry) => [
    ...(entry ? sourceFields(entry.source) : []),
    ...conditions,
  ])
  const operations = orAny(rule.to).map((entry) =>
    entry ? operationFields(entry.operation, port) : [],
  )
  const fits = (fields: readonly Field[]) => protocol === 'http' || !fields.some(needsHttp)
  if (action === 'ALLOW' && ![...sources, ...operations].every(fits)) return undefined
  const usable = (fields: readonly Field[]) =>
    protocol === 'http' ? fields : fields.filter(({ http }) => !http)
  return {
    permissions: operations.map((fields) => allOf(usable(fields), permissionWords)),
    principals: sources.map((fields) => allOf(usable(fields), principalWords)),
  }
}

const needsHttp = (field: Field): boolean => field.http && isUsed(field)

const orAny = <T>(entries: readonly T[] | undefined): readonly (T | undefined)[] =>
  entries === undefined || entries.length === 0 ? [undefined] : entries
