import { type Config, typed } from '../config.ts'
import { routeFilters } from '../route/filters.ts'
import type { Scope } from '../scope.ts'
import { accessLog } from '../telemetry/access-log.ts'
import { tracing } from '../telemetry/tracing.ts'
import { hostLookup } from './host-lookup.ts'
import { pathNormalisation } from './path.ts'

const router: Config = {
  name: 'envoy.filters.http.router',
  typed_config: typed('extensions.filters.http.router.v3.Router', { suppress_envoy_headers: true }),
}

/** `edge` is the inbound side of a gateway. */
export type Direction = 'inbound' | 'outbound' | 'edge'

interface HttpManager {
  readonly direction: Direction
  readonly filters: readonly Config[]
  readonly routes: Config
  readonly settings: Config
}

/** HTTP on a listener, with Istio's defaults written out where Envoy's own differ. */
export const httpManager = (
  scope: Scope,
  { direction, filters, routes, settings }: HttpManager,
): Config => ({
  name: 'envoy.filters.network.http_connection_manager',
  typed_config: typed(
    'extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
    {
      stat_prefix: direction,
      ...routes,
      http_filters: [
        ...filters,
        ...routeFilters,
        ...(direction === 'inbound' ? [] : [hostLookup]),
        router,
      ],
      ...pathNormalisation(scope.model.settings),
      stream_idle_timeout: '0s',
      generate_request_id: direction === 'edge',
      ...tracing(scope, direction),
      ...accessLog(scope, direction),
      ...settings,
    },
  ),
})
