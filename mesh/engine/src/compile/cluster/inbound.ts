import type { Workload } from '../../model/workload.ts'
import { pipeAddress, tcpAddress } from '../address.ts'
import { type Config, typed } from '../config.ts'
import type { Scope } from '../scope.ts'
import { sidecarOf } from '../sidecar-scope.ts'
import { statName } from '../stats.ts'
import { httpOptions } from './http-options.ts'
import { circuitBreakers, connectTimeout, keepalive } from './pool.ts'

// Shorter than the five seconds after which a Node server closes an idle connection.
const idleMs = 4_000

export const inboundCluster = ({ inbound }: Workload): string => `inbound|${inbound.servicePort}||`

/**
 * The cluster of the application behind the sidecar, reached over the application's socket or port.
 */
export function inboundClusters({ model, workload }: Scope): readonly Config[] {
  const { upstream, protocol } = workload.inbound
  if (upstream === undefined) return []
  const name = inboundCluster(workload)
  const address =
    'socket' in upstream ? pipeAddress(upstream.socket) : tcpAddress(upstream.host, upstream.port)
  const pool = sidecarOf(model, workload)?.spec.inboundConnectionPool
  const cluster = typed('config.cluster.v3.Cluster', {
    name,
    ...statName(name),
    type: 'STATIC',
    connect_timeout: connectTimeout(pool),
    circuit_breakers: circuitBreakers(pool),
    ...keepalive(pool),
    load_assignment: {
      cluster_name: name,
      endpoints: [{ lb_endpoints: [{ endpoint: { address } }] }],
    },
    ...(protocol === 'http'
      ? { typed_extension_protocol_options: httpOptions({ version: 'http1', pool, idleMs }) }
      : {}),
  })
  return [cluster]
}
