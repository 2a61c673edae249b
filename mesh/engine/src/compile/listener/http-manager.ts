import { isDynamic } from '../cluster/discovery.ts'
import { type Config, typed } from '../config.ts'
import { routeFilters } from '../route/filters.ts'
import type { Direction, Scope } from '../scope.ts'
import { accessLog } from '../telemetry/access-log.ts'
import { tracing } from '../telemetry/tracing.ts'
import { dynamicForwardProxy } from './dynamic-forward-proxy.ts'
import { pathNormalisation } from './path-normalisation.ts'
import { serverHeader, suppressesDebugHeaders } from './proxy-headers.ts'

export const router = ({ model }: Scope): Config => ({
  name: 'envoy.filters.http.router',
  typed_config: typed('extensions.filters.http.router.v3.Router', {
    suppress_envoy_headers: suppressesDebugHeaders(model.settings),
  }),
})

interface HttpManager {
  readonly direction: Direction
  readonly filters: readonly Config[]
  readonly routes: Config
  readonly settings: Config
}

/**
 * The HTTP connection manager of a listener. Istio's defaults are explicit where Envoy's differ.
 */
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
        ...(direction === 'inbound' ? [] : routeFilters),
        ...(needsDynamicForwardProxy(scope, direction) ? [dynamicForwardProxy] : []),
        router(scope),
      ],
      ...pathNormalisation(scope.model.settings),
      ...serverHeader(scope.model.settings, direction),
      stream_idle_timeout: '0s',
      generate_request_id: direction === 'edge',
      ...tracing(scope, direction),
      ...accessLog(scope, direction),
      ...settings,
    },
  ),
})

/**
 * A sidecar may have to resolve any host; a gateway only hosts of ServiceEntries without addresses.
 */
const needsDynamicForwardProxy = ({ services }: Scope, direction: Direction): boolean =>
  direction === 'outbound' || (direction === 'edge' && services.some(isDynamic))
