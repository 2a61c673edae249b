import { authorizerOf } from '../../model/authorizer.ts'
import { type Config, typed } from '../config.ts'
import type { Scope } from '../scope.ts'
import { extAuthzFilter } from './ext-authz-filter.ts'
import { type Policy, type RuleScope, rulesOf } from './rbac.ts'

/** A filter of a listener whose configuration has its own discovery. */
export interface NamedFilter {
  readonly name: string
  readonly config: Config
}

/**
 * The filters of CUSTOM policies, by provider: one that matches the rules, and one that calls the
 * provider when a rule matched. Requests for a provider that cannot be called are denied.
 */
export function customFilters(
  scope: Scope,
  policies: readonly Policy[],
  rules: RuleScope,
): readonly NamedFilter[] {
  const custom = policies.filter(({ spec }) => spec.action === 'CUSTOM')
  const names = [...new Set(custom.map(({ spec }) => spec.provider?.name ?? ''))].sort()
  const tooMany = names.length > 1 && !scope.model.settings.allowsMultipleAuthorizers
  return names.flatMap((name) => {
    const own = custom.filter(({ spec }) => (spec.provider?.name ?? '') === name)
    const provider = authorizerOf(scope.model.settings, name)
    const filter = (part: string, config: Config) => ({
      name: `istio.custom.${name}.${part}`,
      config,
    })
    if (tooMany || provider === undefined) {
      const denied = rulesOf(
        own,
        'CUSTOM',
        rules,
        (rule) => `${idOf(name, rule)}-deny-due-to-bad-CUSTOM-action`,
      )
      return [filter('match', rbacFilter(rules, { rules: denied }))]
    }
    if (rules.protocol === 'tcp' && provider.protocol === 'http') return []
    const matched = rulesOf(own, 'CUSTOM', rules, (rule) => idOf(name, rule))
    return [
      filter(
        'match',
        rbacFilter(rules, { shadow_rules: matched, shadow_rules_stat_prefix: 'istio_ext_authz_' }),
      ),
      filter('ask', extAuthzFilter(scope, provider)),
    ]
  })
}

const idOf = (provider: string, rule: string) => `istio-ext-authz-${provider}-${rule}`

export const rbacFilter = ({ protocol }: RuleScope, fields: Config): Config =>
  protocol === 'http'
    ? typed('extensions.filters.http.rbac.v3.RBAC', fields)
    : typed('extensions.filters.network.rbac.v3.RBAC', { ...fields, stat_prefix: 'tcp.' })
