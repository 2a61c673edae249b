import { tokenFilters } from '../jwt.ts'
import type { Port } from '../rbac/clause-matchers.ts'
import type { NamedFilter } from '../rbac/custom.ts'
import { authorizationOf } from '../rbac/filters.ts'
import type { Protocol } from '../rbac/rbac.ts'
import type { Scope } from '../scope.ts'

/**
 * The security filters in their order: external authorizers, JWT, then AUDIT, DENY and ALLOW
 * policies.
 */
export function securityFilters(
  scope: Scope,
  protocol: Protocol,
  port?: Port,
): readonly NamedFilter[] {
  const { custom, rules } = authorizationOf(scope, protocol, port)
  return [...custom, ...(protocol === 'http' ? tokenFilters(scope) : []), ...rules]
}
