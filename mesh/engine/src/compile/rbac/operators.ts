import type { Config } from '../config.ts'

/** AND, OR, NOT and "any" in Envoy's terms, which differ between permissions and principals. */
export interface LogicalOperators {
  readonly and: (all: readonly Config[]) => Config
  readonly or: (any: readonly Config[]) => Config
  readonly not: (one: Config) => Config
}

export const permissionOperators: LogicalOperators = {
  and: (rules) => (rules.length === 0 ? { any: true } : { and_rules: { rules } }),
  or: (rules) => ({ or_rules: { rules } }),
  not: (rule) => ({ not_rule: rule }),
}

export const principalOperators: LogicalOperators = {
  and: (ids) => (ids.length === 0 ? { any: true } : { and_ids: { ids } }),
  or: (ids) => ({ or_ids: { ids } }),
  not: (id) => ({ not_id: id }),
}
