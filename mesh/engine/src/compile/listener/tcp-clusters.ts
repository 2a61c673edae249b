import type { TcpRoute } from '../../model/kinds/virtual-service/tcp-route.ts'
import type { Config } from '../config.ts'
import { resolveDestination } from '../route/destinations.ts'
import type { Scope } from '../scope.ts'

/** The cluster, or the weighted clusters, of a TCP route. */
export function tcpClusters(
  scope: Scope,
  routes: TcpRoute['route'],
  { namespace, listenPort }: { readonly namespace: string; readonly listenPort: number },
): Config {
  const clusterOf = ({ destination }: TcpRoute['route'][number]) =>
    resolveDestination(scope, destination, namespace, listenPort).cluster
  const [only] = routes
  if (routes.length === 1 && only !== undefined) return { cluster: clusterOf(only) }
  const clusters = routes
    .filter(({ weight = 0 }) => weight > 0)
    .map((route) => ({ name: clusterOf(route), weight: route.weight }))
  return { weighted_clusters: { clusters } }
}
