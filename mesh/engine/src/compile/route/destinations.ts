import type { Destination } from '../../model/kinds/destination.ts'
import type { VirtualService } from '../../model/kinds/virtual-service.ts'
import { fullHost, outboundCluster, type Service } from '../../model/registry.ts'
import type { Resource } from '../../model/resource.ts'
import type { Scope } from '../scope.ts'

/** Every destination of a VirtualService, with fully qualified hosts. */
export const destinationsOf = ({
  spec,
  namespace,
}: Resource<VirtualService>): readonly Destination[] =>
  [
    ...spec.http.flatMap(({ route = [], mirror, mirrors = [] }) => [
      ...route.map(({ destination }) => destination),
      ...(mirror ? [mirror] : []),
      ...mirrors.map(({ destination }) => destination),
    ]),
    ...[...spec.tcp, ...spec.tls].flatMap(({ route }) =>
      route.map(({ destination }) => destination),
    ),
  ].map((destination) => ({ ...destination, host: fullHost(destination.host, namespace) }))

export interface ResolvedDestination {
  readonly host: string
  readonly port: number
  readonly subset: string | undefined
  readonly cluster: string
  readonly service: Service | undefined
}

/**
 * Resolves a destination to a cluster. The port is the destination's, else the service's only port,
 * else the port of the listener. A route to a service that does not exist stays, and answers 503.
 */
export function resolveDestination(
  { services }: Scope,
  { host: written, port: wanted, subset }: Destination,
  namespace: string,
  listenPort: number,
): ResolvedDestination {
  const host = fullHost(written, namespace)
  const known = services.filter((one) => one.host === host)
  const [only] = known
  const port = wanted?.number ?? (known.length === 1 && only ? only.port : listenPort)
  const service = known.find((one) => one.port === port)
  const cluster = outboundCluster({ host, port }, subset)
  return { host, port, subset, cluster, service }
}
