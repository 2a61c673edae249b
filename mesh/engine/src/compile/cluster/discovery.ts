import type { Service } from '../../model/registry.ts'
import { tcpAddress } from '../address.ts'
import { type Config, typed } from '../config.ts'
import type { Scope } from '../scope.ts'
import { endpointsOf, type ServiceEndpoint } from './endpoints.ts'

/** The DNS cache that the dynamic forward proxy filter and its clusters share. */
export const dnsCache: Config = { name: 'hosts', dns_lookup_family: 'V4_PREFERRED' }

const dnsRefresh = '60s'

/** Whether the proxy resolves the host of each request, because no address is configured. */
export const isDynamic = ({ entry }: Service): boolean =>
  entry?.resolution === 'DYNAMIC_DNS' || entry?.resolution === 'NONE'

export function discoveryOf(service: Service): Config {
  if (isDynamic(service)) {
    return {
      cluster_type: {
        name: 'envoy.clusters.dynamic_forward_proxy',
        typed_config: typed('extensions.clusters.dynamic_forward_proxy.v3.ClusterConfig', {
          dns_cache_config: dnsCache,
          allow_insecure_cluster_options: true,
        }),
      },
    }
  }
  switch (service.entry?.resolution) {
    case 'DNS':
      return dns('STRICT_DNS')
    case 'DNS_ROUND_ROBIN':
      return dns('LOGICAL_DNS')
    default:
      return { type: 'EDS' }
  }
}

const dns = (type: string): Config => ({
  type,
  dns_refresh_rate: dnsRefresh,
  respect_dns_ttl: true,
  dns_lookup_family: 'V4_PREFERRED',
})

/**
 * The endpoints that Envoy resolves by DNS; undefined when the discovery server provides the
 * endpoints.
 */
export function dnsEndpoints(
  scope: Scope,
  service: Service,
  labels: Readonly<Record<string, string>> = {},
): readonly ServiceEndpoint[] | undefined {
  const { entry, host, port } = service
  if (entry?.resolution !== 'DNS' && entry?.resolution !== 'DNS_ROUND_ROBIN') return undefined
  if (entry.endpoints.length > 0) return endpointsOf(scope, service, labels)
  const address = tcpAddress(host, entry.port.targetPort ?? port)
  return [{ address, locality: '', labels: {}, weight: 1, mtls: false }]
}

/**
 * Whether the discovery server provides the endpoints of a service, as it does for workloads of the
 * mesh.
 */
export const usesEds = (service: Service): boolean =>
  !isDynamic(service) && discoveryOf(service).type === 'EDS'
