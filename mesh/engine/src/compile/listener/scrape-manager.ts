import { type Config, typed } from '../config.ts'
import { routeTable } from '../route/table.ts'
import type { Scope } from '../scope.ts'
import { router } from './http-manager.ts'
import { pathNormalisation } from './path-normalisation.ts'
import { serverHeader } from './proxy-headers.ts'

interface ScrapeManager {
  readonly name: string
  readonly filters: readonly Config[]
  readonly hosts: readonly Config[]
}

/**
 * The HTTP connection manager for scrapes of metrics. It writes no log and no span, and its name keeps
 * it out of the statistics of the workload's own requests.
 */
export const scrapeManager = (scope: Scope, { name, filters, hosts }: ScrapeManager): Config => ({
  name: 'envoy.filters.network.http_connection_manager',
  typed_config: typed(
    'extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
    {
      stat_prefix: name,
      route_config: {
        ...routeTable(name, hosts),
        request_headers_to_remove: ['authorization'],
      },
      http_filters: [...filters, router(scope)],
      ...pathNormalisation(scope.model.settings),
      ...serverHeader(scope.model.settings, 'inbound'),
      generate_request_id: false,
    },
  ),
})

/** Routes only a GET of exactly this path, without a query. */
export const scrapeRoute = (path: string, cluster: string): Config => ({
  match: {
    path,
    headers: [
      { name: ':method', string_match: { exact: 'GET' } },
      { name: ':path', string_match: { exact: path } },
    ],
  },
  route: { cluster },
})
