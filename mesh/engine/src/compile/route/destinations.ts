import type { Destination } from '../../model/kinds/destination.ts'
import type { VirtualService } from '../../model/kinds/virtual-service.ts'
import { fullHost, outboundCluster, type Service } from '../../model/registry.ts'
import type { Resource } from '../../model/resource.ts'
import type { Scope } from '../scope.ts'

/** Everything a VirtualService sends requests to, with whole hosts. */
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
 * The cluster that a destination means: its own port, the service's only one, or the port that the
 * request came in on. A service that does not run now keeps its route, which then answers 503.
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
