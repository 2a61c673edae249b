import type { Service } from '../../model/registry.ts'
import { hasLabels } from '../../model/select.ts'
import type { Config } from '../config.ts'
import { virtualServicesOf } from '../reachable-services.ts'
import { virtualServiceFor } from '../route/sidecar-table.ts'
import type { Scope } from '../scope.ts'
import { tcpClusters } from './tcp-clusters.ts'

interface SniRoute {
  readonly names: readonly string[]
  readonly to: Config
}

/** The `tls` routes of a service: destinations by SNI. */
export function sniRoutes(scope: Scope, target: Service): readonly SniRoute[] {
  if (target.entry?.tls !== true) return []
  const service = virtualServiceFor(target.host, virtualServicesOf(scope))
  if (service === undefined) return []
  const context = { namespace: service.namespace, listenPort: target.port }
  const seen = new Set<string>()
  return service.spec.tls.flatMap(({ match, route }) => {
    const names = match
      .filter(
        ({ port = target.port, sourceLabels = {}, gateways = [], sourceNamespace: from }) =>
          port === target.port &&
          (gateways.length === 0 || gateways.includes('mesh')) &&
          hasLabels(scope.workload, Object.entries(sourceLabels)) &&
          (!from || from === scope.workload.namespace),
      )
      .flatMap(({ sniHosts }) => sniHosts)
      .filter((name) => !seen.has(name))
    for (const name of names) seen.add(name)
    return names.length > 0 ? [{ names, to: tcpClusters(scope, route, context) }] : []
  })
}
