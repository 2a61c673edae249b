import type { Action } from '../../model/kinds/authorization-policy.ts'
import { policiesFor } from '../../model/select.ts'
import { type Config, meshConfigSource, typed } from '../config.ts'
import type { Scope } from '../scope.ts'
import type { Port } from './clause-matchers.ts'
import { customFilters, type NamedFilter, rbacFilter } from './custom.ts'
import { type Protocol, type RuleScope, rbacOf } from './rbac.ts'

/**
 * The authorization filters of a workload. Each has its own discovery, so that a rule change
 * applies to open connections. DENY and ALLOW are always present, the others only when a policy
 * needs them.
 */
export interface Authorization {
  /** CUSTOM filters, which run before token checks. */
  readonly custom: readonly NamedFilter[]
  /** AUDIT, DENY and ALLOW filters, which run after token checks. */
  readonly rules: readonly NamedFilter[]
}

export function authorizationOf(
  scope: Scope,
  protocol: Protocol,
  port: Port = scope.workload.inbound,
): Authorization {
  const { model, workload } = scope
  const policies = policiesFor(model.AuthorizationPolicy, workload, model.settings)
  const rules: RuleScope = { settings: model.settings, port, protocol }
  const filter = (action: Action): NamedFilter => ({
    name: `istio.authorization.${action.toLowerCase()}`,
    config: rbacFilter(rules, rbacOf(policies, action, rules)),
  })
  const audited = policies.some(({ spec }) => spec.action === 'AUDIT')
  return {
    custom: customFilters(scope, policies, rules),
    rules: [...(audited ? [filter('AUDIT')] : []), filter('DENY'), filter('ALLOW')],
  }
}

/** A filter whose configuration is part of the listener. */
export const inlineFilter = ({ name, config }: NamedFilter): Config => ({
  name,
  typed_config: config,
})

/** A filter in a listener whose configuration comes from the discovery server. */
export const discoveredFilter = ({ name, config }: NamedFilter): Config => ({
  name,
  config_discovery: { config_source: meshConfigSource, type_urls: [config['@type']] },
})

export const filterResource = ({ name, config }: NamedFilter): Config =>
  typed('config.core.v3.TypedExtensionConfig', { name, typed_config: config })
