import { dnsCache } from '../cluster/discovery.ts'
import { circuitBreakers, connectTimeout } from '../cluster/pool.ts'
import { type Config, passthroughCluster, typed } from '../config.ts'
import type { Scope } from '../scope.ts'
import { sidecarOf } from '../sidecar-scope.ts'
import { statName } from '../stats.ts'
import { resolveDestination } from './destinations.ts'
import type { VirtualHost } from './table.ts'

const outboundPolicyOf = ({ model, workload }: Scope) => {
  const written = sidecarOf(model, workload)?.spec.outboundTrafficPolicy
  return { mode: written?.mode ?? model.settings.outboundTraffic, proxy: written?.egressProxy }
}

/**
 * The virtual host for unknown hosts. Depending on the outbound traffic policy it answers 502,
 * forwards to the egress proxy, or resolves the host.
 */
export function fallbackHost(scope: Scope): VirtualHost {
  const { mode, proxy } = outboundPolicyOf(scope)
  if (mode === 'REGISTRY_ONLY') return blackHole
  const namespace = scope.workload.namespace
  const cluster = proxy
    ? resolveDestination(scope, proxy, namespace, 80).cluster
    : passthroughCluster
  return {
    name: 'allow_any',
    domains: ['*'],
    routes: [{ match: { prefix: '/' }, route: { cluster, timeout: '0s', max_grpc_timeout: '0s' } }],
  }
}

const blackHole: VirtualHost = {
  name: 'block_all',
  domains: ['*'],
  routes: [{ match: { prefix: '/' }, direct_response: { status: 502 } }],
}

/**
 * The cluster that connects to any requested host, when the outbound traffic policy is ALLOW_ANY.
 */
export function passthroughClusters(scope: Scope): readonly Config[] {
  const { mode, proxy } = outboundPolicyOf(scope)
  if (mode === 'REGISTRY_ONLY' || proxy !== undefined) return []
  const cluster = typed('config.cluster.v3.Cluster', {
    name: passthroughCluster,
    ...statName(passthroughCluster),
    lb_policy: 'CLUSTER_PROVIDED',
    connect_timeout: connectTimeout(undefined, scope.model.settings.written),
    circuit_breakers: circuitBreakers(),
    cluster_type: {
      name: 'envoy.clusters.dynamic_forward_proxy',
      typed_config: typed('extensions.clusters.dynamic_forward_proxy.v3.ClusterConfig', {
        dns_cache_config: dnsCache,
      }),
    },
  })
  return [cluster]
}
