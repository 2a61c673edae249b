import { isHostWithin } from '../../model/hosts.ts'
import { gatewayKey } from '../../model/kinds/virtual-service/gateway-names.ts'
import type { TcpRoute } from '../../model/kinds/virtual-service/tcp-route.ts'
import type { Config } from '../config.ts'
import { securityFilters } from '../listener/security-filters.ts'
import { tcpClusters } from '../listener/tcp-clusters.ts'
import { tcpProxy } from '../listener/tcp-proxy.ts'
import { inlineFilter } from '../rbac/filters.ts'
import type { Scope } from '../scope.ts'
import { requestStatistics } from '../telemetry/request-statistics.ts'
import { sharedHosts, virtualServicesBoundTo } from './routes.ts'
import { serverTls } from './server-tls.ts'
import { acceptsNamespace, type BoundServer, hostPart } from './servers.ts'
import { sniMatch } from './sni-match.ts'

/**
 * The filter chains of a TCP or TLS server: with TLS passthrough one per `tls` route and SNI,
 * otherwise the first matching `tcp` route.
 */
export const tcpChains = (scope: Scope, bound: BoundServer): readonly Config[] =>
  virtualServicesBoundTo(scope, bound.key).flatMap((service) => {
    if (sharedHosts(bound, service).length === 0) return []
    const { server, gateway, key, kind } = bound
    const hosts = server.hosts
      .filter((written) => acceptsNamespace(written, gateway.namespace, service.namespace))
      .map(hostPart)
    const context = { namespace: service.namespace, listenPort: server.port.number }
    const isHere = (match: {
      readonly port?: number | undefined
      readonly gateways?: readonly string[] | undefined
    }) =>
      (match.port === undefined || match.port === server.port.number) &&
      (!match.gateways?.length ||
        match.gateways.some((name) => gatewayKey(name, service.namespace) === key))
    const chain = (route: TcpRoute['route'], names: readonly string[]): Config => ({
      ...(kind === 'tls' ? sniMatch(names) : {}),
      ...(server.tls !== undefined && kind === 'tcp'
        ? { ...sniMatch(hosts), transport_socket: serverTls(scope, server.tls, ['istio']) }
        : {}),
      filters: [
        ...securityFilters(scope, 'tcp').map(inlineFilter),
        tcpProxy(tcpClusters(scope, route, context), `edge-${server.port.name}`, {
          log: { access_log: requestStatistics(scope, 'edge', 'tcp') },
        }),
      ],
    })
    if (kind === 'tls') {
      return service.spec.tls.flatMap(({ match, route }) =>
        match.filter(isHere).flatMap(({ sniHosts }) => {
          const names = sniHosts.filter((sni) => hosts.some((host) => isHostWithin(sni, host)))
          return names.length > 0 ? [chain(route, names)] : []
        }),
      )
    }
    const found = service.spec.tcp.find(
      ({ match }) => match === undefined || match.length === 0 || match.some(isHere),
    )
    return found ? [chain(found.route, hosts)] : []
  })
