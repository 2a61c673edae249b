import { trafficPolicyFor } from './cluster/policy.ts'
import { destinationRuleFor } from './cluster/rule.ts'
import { hostPart, serversOf } from './gateway/servers.ts'
import { reachableServices } from './reachable-services.ts'
import type { Scope } from './scope.ts'

export interface Credential {
  readonly name: string
  /** The hosts of the servers that use it. */
  readonly hosts: readonly string[]
}

/** Every credential that the Gateways and DestinationRules of a workload refer to by name. */
export function credentialsNeeded(scope: Scope): readonly Credential[] {
  const served = scope.workload.kind === 'gateway' ? servedBy(scope) : []
  const presented = reachableServices(scope).flatMap((service) => {
    const rule = destinationRuleFor(scope, service)
    return [undefined, ...(rule?.subsets ?? []).map(({ name }) => name)].flatMap((subset) => {
      const name = trafficPolicyFor(rule, service.port, subset).tls?.credentialName
      return name ? [{ name, hosts: [] }] : []
    })
  })
  const byName = Map.groupBy([...served, ...presented], ({ name }) => name)
  return [...byName].map(([name, all]) => ({
    name,
    hosts: [...new Set(all.flatMap(({ hosts }) => hosts))],
  }))
}

const servedBy = (scope: Scope): readonly Credential[] =>
  serversOf(scope).flatMap(({ server }) => {
    const { credentialName, credentialNames = [], caCertCredentialName } = server.tls ?? {}
    const hosts = server.hosts.map(hostPart)
    const names = [credentialName, ...credentialNames, caCertCredentialName]
    return names.flatMap((name) => (name ? [{ name, hosts }] : []))
  })
