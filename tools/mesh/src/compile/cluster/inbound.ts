import type { Workload } from '../../workload.ts'
import { pipeAddress, tcpAddress } from '../address.ts'
import { type Config, typed } from '../config.ts'
import { circuitBreakers, httpOptions } from './pool.ts'

// Shorter than the five seconds after which a Node server closes an idle connection.
const idleMs = 4_000

export const inboundCluster = ({ inbound }: Workload): string => `inbound|${inbound.servicePort}||`

/** The application behind the sidecar, over its own socket, with connections kept open. */
export function inboundOf(workload: Workload): readonly Config[] {
  const { upstream, protocol } = workload.inbound
  if (upstream === undefined) return []
  const name = inboundCluster(workload)
  const address =
    'socket' in upstream ? pipeAddress(upstream.socket) : tcpAddress(upstream.host, upstream.port)
  const cluster = typed('config.cluster.v3.Cluster', {
    name,
    type: 'STATIC',
    connect_timeout: '10s',
    circuit_breakers: circuitBreakers(),
    load_assignment: {
      cluster_name: name,
      endpoints: [{ lb_endpoints: [{ endpoint: { address } }] }],
    },
    ...(protocol === 'http'
      ? { typed_extension_protocol_options: httpOptions(false, undefined, idleMs) }
      : {}),
  })
  return [cluster]
}
