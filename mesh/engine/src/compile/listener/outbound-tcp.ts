import { MeshError } from '../../model/problem.ts'
import { fullHost, outboundCluster, type Service } from '../../model/registry.ts'
import { hasLabels } from '../../model/select.ts'
import { tcpAddress } from '../address.ts'
import { isDynamic } from '../cluster/discovery.ts'
import { trafficPolicyFor } from '../cluster/policy.ts'
import { destinationRuleFor } from '../cluster/rule.ts'
import { type Config, typed } from '../config.ts'
import { virtualServicesOf } from '../reachable-services.ts'
import { virtualServiceFor } from '../route/sidecar-table.ts'
import type { Scope } from '../scope.ts'
import { sniRoutes } from './sni-routes.ts'
import { tcpClusters } from './tcp-clusters.ts'
import { tcpProxy } from './tcp-proxy.ts'
import { tlsInspector } from './tls-inspector.ts'

/** One loopback listener for each TCP service that the application calls. */
export const outboundTcpListeners = (scope: Scope): readonly Config[] => {
  const { workload, services } = scope
  return (workload.outboundTcp ?? []).flatMap(({ service: name, port }) => {
    const host = fullHost(name, workload.namespace)
    const target = services.find((one) => one.host === host && one.protocol === 'tcp')
    if (target === undefined) return []
    if (isDynamic(target)) throw noAddressError(target)
    const bySni = sniRoutes(scope, target)
    const listener = typed('config.listener.v3.Listener', {
      name: `outbound-${name}`,
      address: tcpAddress('127.0.0.1', port),
      traffic_direction: 'OUTBOUND',
      ...(bySni.length > 0 ? { listener_filters: [tlsInspector] } : {}),
      filter_chains: [
        ...bySni.map(({ names, to }) => ({
          filter_chain_match: { server_names: names },
          filters: [tcpProxyTo(scope, target, to)],
        })),
        { filters: [tcpProxyTo(scope, target, clustersOf(scope, target))] },
      ],
    })
    return [listener]
  })
}

/** Unlike an HTTP request, a TCP connection to a loopback port does not name a host to resolve. */
function noAddressError({ entry, host }: Service): MeshError {
  const { file = '', line = 1 } = entry?.resource.locate(['spec', 'resolution']) ?? {}
  const message = `a TCP connection to ${host} needs endpoints or DNS resolution`
  return new MeshError([{ file, line, field: 'spec.resolution', message }])
}

function tcpProxyTo(scope: Scope, target: Service, to: Config): Config {
  const { idleTimeout, maxConnectionDuration } =
    trafficPolicyFor(destinationRuleFor(scope, target), target.port).connectionPool?.tcp ?? {}
  return tcpProxy(to, outboundCluster(target), {
    idleMs: idleTimeout,
    maxDurationMs: maxConnectionDuration,
  })
}

/**
 * The clusters of the first TCP route that matches this workload; without one, the service's own.
 */
function clustersOf(scope: Scope, target: Service): Config {
  const service = virtualServiceFor(target.host, virtualServicesOf(scope))
  const found = service?.spec.tcp.find(
    ({ match }) =>
      !match?.length ||
      match.some(
        ({ port = target.port, sourceLabels = {}, sourceNamespace: from, gateways = [] }) =>
          port === target.port &&
          (gateways.length === 0 || gateways.includes('mesh')) &&
          hasLabels(scope.workload, Object.entries(sourceLabels)) &&
          (!from || from === scope.workload.namespace),
      ),
  )
  if (service === undefined || found === undefined) return { cluster: outboundCluster(target) }
  const context = { namespace: service.namespace, listenPort: target.port }
  return tcpClusters(scope, found.route, context)
}
