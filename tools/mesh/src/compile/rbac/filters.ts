import type { Action } from '../../model/kinds/authorization-policy.ts'
import { reaching } from '../../model/select.ts'
import { type Config, fromMesh, typed } from '../config.ts'
import type { Scope } from '../scope.ts'
import { type Protocol, rbacOf } from './rbac.ts'

const message = {
  http: 'extensions.filters.http.rbac.v3.RBAC',
  tcp: 'extensions.filters.network.rbac.v3.RBAC',
}

const actions: readonly { action: Action; name: string }[] = [
  { action: 'DENY', name: 'istio.authorization.deny' },
  { action: 'ALLOW', name: 'istio.authorization.allow' },
]

/** DENY before ALLOW, each asked for apart from the listener: a change counts for connections already open. */
export const authorizationFilters = (protocol: Protocol): readonly Config[] =>
  actions.map(({ name }) => ({
    name,
    config_discovery: {
      config_source: fromMesh,
      type_urls: [`type.googleapis.com/envoy.${message[protocol]}`],
    },
  }))

export function authorizationRules(
  { model, workload }: Scope,
  protocol: Protocol,
): readonly Config[] {
  const policies = reaching(model.AuthorizationPolicy, workload, model.settings)
  return actions.map(({ action, name }) => {
    const rules = rbacOf(policies, action, workload.inbound, protocol)
    const prefix = protocol === 'tcp' ? { stat_prefix: 'tcp.' } : {}
    const config = typed(message[protocol], { ...rules, ...prefix })
    return typed('config.core.v3.TypedExtensionConfig', { name, typed_config: config })
  })
}
