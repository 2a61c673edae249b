import { metricsServicePort } from '../../model/workload.ts'
import { pipeAddress, tcpAddress } from '../address.ts'
import { type Config, typed } from '../config.ts'
import { inlineFilter } from '../rbac/filters.ts'
import type { Scope } from '../scope.ts'
import { inboundTls } from '../tls.ts'
import { scrapeManager, scrapeRoute } from './scrape-manager.ts'
import { securityFilters } from './security-filters.ts'

const admin = 'admin'
const path = '/stats/prometheus'

/**
 * Where the Envoy offers its statistics: always with mutual TLS, to callers that the policies allow
 * at port 15091, and nothing else of the admin interface.
 */
export function metricsListeners(scope: Scope): readonly Config[] {
  const { metrics } = scope.workload
  if (metrics === undefined) return []
  const port = { port: metrics.port, servicePort: metricsServicePort }
  const manager = scrapeManager(scope, {
    name: 'metrics',
    filters: securityFilters(scope, 'http', port).map(inlineFilter),
    hosts: [{ name: 'metrics', domains: ['*'], routes: [scrapeRoute(path, admin)] }],
  })
  const listener = typed('config.listener.v3.Listener', {
    name: 'metrics',
    address: tcpAddress(metrics.address, metrics.port),
    traffic_direction: 'INBOUND',
    filter_chains: [{ filters: [manager], transport_socket: inboundTls(scope, ['http/1.1']) }],
  })
  return [listener]
}

/** The Envoy's own admin interface, which listens on a Unix socket. */
export function adminClusters({ workload }: Scope): readonly Config[] {
  if (workload.metrics === undefined) return []
  const address = pipeAddress(workload.adminSocket)
  const cluster = typed('config.cluster.v3.Cluster', {
    name: admin,
    type: 'STATIC',
    load_assignment: {
      cluster_name: admin,
      endpoints: [{ lb_endpoints: [{ endpoint: { address } }] }],
    },
  })
  return [cluster]
}
