import type { DestinationRule } from '../../model/kinds/destination-rule.ts'
import { outboundCluster, type Service } from '../../model/registry.ts'
import { type Config, meshConfigSource, typed } from '../config.ts'
import { withProxyProtocol } from '../proxy-protocol.ts'
import type { Scope } from '../scope.ts'
import { statName } from '../stats.ts'
import { upstreamTls } from '../upstream-tls.ts'
import { localities } from './assignment.ts'
import { discoveryOf, dnsEndpoints, isDynamic } from './discovery.ts'
import { httpOptions, versionOf } from './http-options.ts'
import { loadBalancing } from './load-balancer.ts'
import { outlierDetection, panicThreshold } from './outlier.ts'
import { type EffectivePolicy, trafficPolicyFor } from './policy.ts'
import { circuitBreakers, connectTimeout, keepalive } from './pool.ts'
import { destinationRuleFor } from './rule.ts'

/**
 * The clusters of a service and of its subsets: connection pool, outlier detection, load balancing,
 * TLS.
 */
export function outboundClusters(scope: Scope, service: Service): readonly Config[] {
  const rule = destinationRuleFor(scope, service)
  const subsets = isDynamic(service) ? [] : (rule?.subsets ?? [])
  return [undefined, ...subsets.map(({ name }) => name)].map((subset) =>
    clusterOf(scope, service, rule, subset),
  )
}

function clusterOf(
  scope: Scope,
  service: Service,
  rule: DestinationRule | undefined,
  subset: string | undefined,
): Config {
  const policy = trafficPolicyFor(rule, service.port, subset)
  const { connectionPool: pool, retryBudget } = policy
  const mesh = scope.model.settings.written
  const version = versionOf(pool, service.entry?.http2 ?? false, mesh)
  const name = outboundCluster(service, subset)
  const tls = upstreamTls(scope, service, policy, name, version)
  return typed('config.cluster.v3.Cluster', {
    name,
    ...statName(name),
    ...discoveryOf(service),
    ...(isDynamic(service)
      ? { lb_policy: 'CLUSTER_PROVIDED' }
      : loadBalancing(policy.loadBalancer)),
    ...endpointConfig(scope, service, rule, subset, policy),
    connect_timeout: connectTimeout(pool, mesh),
    circuit_breakers: circuitBreakers(pool, retryBudget),
    ...keepalive(pool, mesh),
    ...outlierDetection(policy.outlierDetection),
    ...commonLoadBalancing(policy),
    ...withProxyProtocol(tls.sockets, policy.proxyProtocol),
    ...(service.protocol === 'http'
      ? {
          typed_extension_protocol_options: httpOptions({
            version,
            pool,
            ...(tls.nameFromHost && { nameFromHost: tls.nameFromHost }),
          }),
        }
      : {}),
  })
}

/** Endpoints come from EDS, or from DNS when a ServiceEntry says so. */
function endpointConfig(
  scope: Scope,
  service: Service,
  rule: DestinationRule | undefined,
  subset: string | undefined,
  policy: EffectivePolicy,
): Config {
  if (isDynamic(service)) return {}
  const name = outboundCluster(service, subset)
  const labels = rule?.subsets?.find((one) => one.name === subset)?.labels
  const endpoints = dnsEndpoints(scope, service, labels)
  if (endpoints === undefined) return { eds_cluster_config: { eds_config: meshConfigSource } }
  return {
    load_assignment: { cluster_name: name, endpoints: localities(scope, endpoints, policy) },
  }
}

/**
 * Locality weights apply only when the rule sets them; otherwise they would skew the load
 * balancing.
 */
function commonLoadBalancing({ outlierDetection: outlier, loadBalancer }: EffectivePolicy): Config {
  const setting = loadBalancer?.localityLbSetting
  const weighted =
    setting?.enabled !== false &&
    (setting?.distribute !== undefined ||
      (outlier !== undefined && (setting?.failover ?? setting?.failoverPriority) !== undefined))
  const common = {
    ...panicThreshold(outlier),
    ...(weighted ? { locality_weighted_lb_config: {} } : {}),
  }
  return Object.keys(common).length > 0 ? { common_lb_config: common } : {}
}
