import { effectiveMtls } from '../../model/effective-mtls.ts'
import type { TrafficPolicy } from '../../model/kinds/destination-rule/traffic-policy.ts'
import { outboundCluster, qualify, type Service } from '../../model/registry.ts'
import { tcpAddress } from '../address.ts'
import { type Config, fromMesh, typed } from '../config.ts'
import type { Scope } from '../scope.ts'
import { mutualTls } from '../tls.ts'
import { outlierDetection } from './outlier.ts'
import { circuitBreakers, connectTimeout, httpOptions, upgradesToHttp2 } from './pool.ts'

/** How this workload reaches a service: pool, outliers, balancing, and mTLS with secure naming. */
export function outboundOf(scope: Scope, service: Service): Config {
  const policy = policyFor(scope, service)
  const pool = policy.connectionPool
  const http2 = upgradesToHttp2(pool)
  const alpn = service.protocol === 'tcp' ? ['istio'] : ['istio', http2 ? 'h2' : 'http/1.1']
  return typed('config.cluster.v3.Cluster', {
    name: outboundCluster(service),
    type: 'EDS',
    eds_cluster_config: { eds_config: fromMesh },
    connect_timeout: connectTimeout(pool),
    lb_policy: balancing(policy),
    circuit_breakers: circuitBreakers(pool),
    ...outlierDetection(policy.outlierDetection),
    ...(usesTls(scope, service, policy)
      ? { transport_socket: mutualTls(scope, service, alpn) }
      : {}),
    ...(service.protocol === 'http'
      ? { typed_extension_protocol_options: httpOptions(http2, pool) }
      : {}),
  })
}

function balancing({ loadBalancer }: TrafficPolicy): string {
  const simple = loadBalancer?.simple ?? 'UNSPECIFIED'
  return simple === 'UNSPECIFIED' ? 'LEAST_REQUEST' : simple
}

/** A DestinationRule's own mode wins; otherwise what the service's PeerAuthentication asks for. */
function usesTls({ model }: Scope, service: Service, { tls }: TrafficPolicy): boolean {
  if (tls !== undefined) return tls.mode === 'ISTIO_MUTUAL'
  const [first] = service.instances
  return first === undefined || effectiveMtls(model, first, service.port).mode !== 'DISABLE'
}

/** The caller's namespace is looked at first, then the service's, then the root namespace. */
function policyFor({ model, workload }: Scope, service: Service): TrafficPolicy {
  const rules = model.DestinationRule.filter(
    ({ spec, namespace }) => qualify(spec.host, namespace) === service.host,
  )
  const found = [workload.namespace, service.namespace, model.settings.rootNamespace]
    .map((namespace) => rules.find((rule) => rule.namespace === namespace))
    .find((rule) => rule !== undefined)
  return found?.spec.trafficPolicy ?? {}
}

export const endpointsOf = (service: Service): Config =>
  typed('config.endpoint.v3.ClusterLoadAssignment', {
    cluster_name: outboundCluster(service),
    endpoints: [
      {
        lb_endpoints: service.instances
          .filter(({ serving = true }) => serving)
          .map(({ inbound }) => ({
            endpoint: { address: tcpAddress(inbound.address, inbound.port) },
          })),
      },
    ],
  })
