import { at, isObject, type Json, objects, typeOf } from './json.ts'

const unlimited = 4_294_967_295

/** What a caller's proxy does with requests for a port of a host: how it routes, retries, limits and encrypts them. */
export interface DestinationFields {
  readonly routes: readonly Json[]
  /** Null for a host that only routes name. */
  readonly cluster: Json | null
}

/** By destination, as `destinationOf` names it. */
export type FieldsByDestination = ReadonlyMap<string, DestinationFields>

export interface Resources {
  readonly clusters: readonly Json[]
  readonly routes: readonly Json[]
}

/** The routes of each host that a proxy has a route table for, in their order. */
export const routesByVirtualHost = ({
  routes,
}: Pick<Resources, 'routes'>): ReadonlyMap<string, readonly Json[]> =>
  new Map(
    routes
      .flatMap((table) => objects(table.virtual_hosts))
      .flatMap((virtualHost) => {
        const host = hostIn(virtualHost)
        return host ? [[host, objects(virtualHost.routes).map(routeFields)] as const] : []
      }),
  )

/** The fields of each destination, which is a port of a host, that a proxy has a cluster or routes for. */
export function fieldsByDestination({ clusters, routes }: Resources): FieldsByDestination {
  const tables = new Map(
    routes
      .flatMap((table) => objects(table.virtual_hosts))
      .filter((virtualHost) => hostIn(virtualHost) !== undefined)
      .map((one) => [String(one.name), objects(one.routes).map(routeFields)] as const),
  )
  const found = new Map<string, DestinationFields>()
  const routed = new Set<string>()
  for (const cluster of clusters) {
    const destination = destinationOf(cluster.name)
    if (destination === undefined) continue
    const [name = ''] = destination.split(' ')
    // Our route tables name a host, istiod's its port as well.
    const own = [name, withoutPort(name)]
    for (const one of own) routed.add(one)
    const table = own.map((one) => tables.get(one)).find((one) => one !== undefined)
    found.set(destination, { routes: table ?? [], cluster: clusterFields(cluster) })
  }
  for (const [name, table] of tables)
    if (!routed.has(name)) found.set(atPort(name), { routes: table, cluster: null })
  return found
}

const withoutPort = (name: string) => name.split(':')[0] ?? name

/** Istio serves a host that only a VirtualService names at port 80. */
const atPort = (name: string) => (name.includes(':') ? name : `${name}:80`)

/** The host of a virtual host, whose name may end with a port. */
const hostIn = ({ name }: Json): string | undefined => {
  const host = withoutPort(String(name))
  return host.includes('.') ? host : undefined
}

/** The host and port of a cluster such as `outbound|80||orders.commerce.svc.cluster.local`, and its subset after a space. */
export function destinationOf(name: unknown): string | undefined {
  const [direction, port, subset, host] = String(name).split('|')
  if (direction !== 'outbound' || !host) return undefined
  return `${host}:${port}${subset ? ` ${subset}` : ''}`
}

function routeFields({ name, match, route, direct_response: direct }: Json): Json {
  const retry = at(route, 'retry_policy')
  return {
    // istiod names the route of a host without a VirtualService.
    name: name === 'default' ? null : (name ?? null),
    match: matchFields(match),
    destination: destinationOf(at(route, 'cluster')) ?? at(route, 'cluster') ?? null,
    timeout: at(route, 'timeout') ?? null,
    direct: at(direct, 'status') ?? null,
    retry: isObject(retry)
      ? {
          on: String(retry.retry_on ?? '')
            .split(',')
            .sort(),
          attempts: retry.num_retries ?? 1,
          codes: retry.retriable_status_codes ?? [],
          perTryTimeout: retry.per_try_timeout ?? null,
          otherHosts: objects(retry.retry_host_predicate).map((one) => one.name),
        }
      : null,
  }
}

function matchFields(match: unknown): Json {
  if (!isObject(match)) return {}
  const { case_sensitive: caseSensitive = true, headers = [], ...rest } = match
  return { ...rest, caseSensitive, headers }
}

function clusterFields(cluster: Json): Json {
  const [threshold = {}] = objects(at(cluster, 'circuit_breakers', 'thresholds'))
  const outlier = cluster.outlier_detection
  return {
    loadBalancing: cluster.lb_policy ?? 'ROUND_ROBIN',
    connectTimeout: cluster.connect_timeout ?? '5s',
    limits: {
      connections: threshold.max_connections ?? unlimited,
      pending: threshold.max_pending_requests ?? unlimited,
      requests: threshold.max_requests ?? unlimited,
      retries: threshold.max_retries ?? unlimited,
    },
    ejection: isObject(outlier)
      ? {
          consecutive5xx: outlier.consecutive_5xx ?? 5,
          gatewayFailures: outlier.enforcing_consecutive_gateway_failure ?? 0,
          successRate: outlier.enforcing_success_rate ?? 100,
          interval: outlier.interval ?? '10s',
          baseTime: outlier.base_ejection_time ?? '30s',
          maxPercent: outlier.max_ejection_percent ?? 10,
          // Without ejection it matters for pods that are not ready alone; the laptop lists no such endpoint.
          minHealthPercent: minHealthPercent(cluster),
        }
      : null,
    http2: JSON.stringify(cluster.typed_extension_protocol_options ?? {}).includes(
      'http2_protocol_options',
    ),
    tls: tlsFields(cluster),
  }
}

/** Envoy's JSON leaves out a zero. */
function minHealthPercent(cluster: Json): unknown {
  const threshold = at(cluster, 'common_lb_config', 'healthy_panic_threshold')
  return isObject(threshold) ? (threshold.value ?? 0) : 50
}

/** The mutual TLS of a cluster, chosen for all endpoints or, as with automatic mTLS, by endpoint. */
function tlsFields(cluster: Json): Json | null {
  const chosen = objects(cluster.transport_socket_matches).map((one) => one.transport_socket)
  const context = [cluster.transport_socket, ...chosen]
    .map((socket) => at(socket, 'typed_config'))
    .find((config) => isObject(config) && typeOf(config) === 'UpstreamTlsContext')
  if (!isObject(context)) return null
  const common = at(context, 'common_tls_context')
  const validation =
    at(common, 'combined_validation_context', 'default_validation_context') ??
    at(common, 'validation_context')
  const names = [
    ...objects(at(validation, 'match_subject_alt_names')),
    ...objects(at(validation, 'match_typed_subject_alt_names')).map((one) => one.matcher),
  ]
  return {
    sni: at(context, 'sni') ?? null,
    serverNames: [...new Set(names.map((one) => at(one, 'exact')))],
  }
}
