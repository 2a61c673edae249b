import { gatewayKey } from '../../model/kinds/virtual-service/gateway-names.ts'
import type { HttpMatch } from '../../model/kinds/virtual-service/http-match.ts'
import type { HttpRoute } from '../../model/kinds/virtual-service/http-route.ts'
import type { VirtualService } from '../../model/kinds/virtual-service.ts'
import { outboundCluster, type Service } from '../../model/registry.ts'
import type { Resource } from '../../model/resource.ts'
import { hasLabels } from '../../model/select.ts'
import type { Config } from '../config.ts'
import type { Scope } from '../scope.ts'
import { routeAction, weightedClustersOf } from './action.ts'
import { withDelegates } from './delegates.ts'
import { directResponseAction, redirectAction } from './direct-actions.ts'
import { filterSettings } from './filters.ts'
import { hashPolicy } from './hash.ts'
import { headerChange, joinChanges } from './headers.ts'
import { matchesEverything, routeMatch } from './match.ts'
import { retryPolicy } from './retry.ts'

/** Where a request enters: its port, and its Gateway or `mesh`. */
export interface EntryPoint {
  readonly listenPort: number
  /** `mesh`, or `namespace/name` of the Gateway. */
  readonly gateway: string
  readonly tls: boolean
}

/**
 * The routes of a VirtualService in their order: one for each `match` entry that can match here.
 */
export function routesOf(
  scope: Scope,
  service: Resource<VirtualService>,
  entryPoint: EntryPoint,
): readonly Config[] {
  const out: Config[] = []
  for (const { http, namespace } of withDelegates(scope, service)) {
    const matches = http.match?.length ? http.match : [undefined]
    const met = matches.filter((match) => canMatch(scope, service, match, entryPoint))
    for (const match of met) {
      const route = routeOf(scope, http, match, { namespace, name: service.name, entryPoint })
      out.push(route)
      if (isLast(route)) return out
    }
    if (!http.match?.length) return out
  }
  return out
}

const isLast = ({ match }: Config) =>
  typeof match === 'object' && match !== null && matchesEverything({ ...match })

function canMatch(
  { workload }: Scope,
  { namespace }: Resource<VirtualService>,
  match: HttpMatch | undefined,
  { listenPort, gateway }: EntryPoint,
): boolean {
  if (match === undefined) return true
  if (match.port !== undefined && match.port !== listenPort) return false
  if (match.gateways?.length)
    return match.gateways.some((name) => gatewayKey(name, namespace) === gateway)
  const from = match.sourceNamespace
  return (
    hasLabels(workload, Object.entries(match.sourceLabels ?? {})) &&
    (!from || from === workload.namespace)
  )
}

interface RouteSource {
  readonly namespace: string
  readonly name: string
  readonly entryPoint: EntryPoint
}

function routeOf(
  scope: Scope,
  http: HttpRoute,
  match: HttpMatch | undefined,
  { namespace, name, entryPoint }: RouteSource,
): Config {
  const context = { namespace, listenPort: entryPoint.listenPort }
  const names = [http.name, match?.name].filter(Boolean)
  const matched = routeMatch(match)
  const [only] = http.route?.length === 1 ? weightedClustersOf(scope, http, context) : []
  const own = headerChange(http.headers).config
  return {
    ...(names.length > 0 ? { name: names.join('.') } : {}),
    match: matched,
    ...(match?.statPrefix ? { stat_prefix: match.statPrefix } : {}),
    decorator: {
      operation: `${only ? `${only.destination.host}:${only.destination.port}` : `${name}:${entryPoint.listenPort}`}${pathOf(matched)}`,
      propagate: false,
    },
    ...(only ? joinChanges(own, headerChange(only.headers).config) : own),
    ...filterSettings(http),
    ...actionOf(scope, http, context, entryPoint),
  }
}

function actionOf(
  scope: Scope,
  http: HttpRoute,
  context: { readonly namespace: string; readonly listenPort: number },
  { listenPort, tls }: EntryPoint,
): Config {
  if (http.redirect !== undefined) return redirectAction(http.redirect, listenPort, tls)
  if (http.directResponse !== undefined) return directResponseAction(http.directResponse)
  return { route: routeAction(scope, http, context) }
}

function pathOf({ prefix, path, safe_regex: regex }: Config): string {
  if (typeof prefix === 'string') return `${prefix}*`
  if (typeof path === 'string') return path
  return typeof regex === 'object' && regex !== null && 'regex' in regex ? String(regex.regex) : ''
}

/** The route to a service without a VirtualService: no timeout, the mesh's default retries. */
export function defaultRoute(scope: Scope, service: Service): Config {
  const { host, port } = service
  const hashes = hashPolicy(scope, { host, port, subset: undefined, service })
  return {
    match: { prefix: '/' },
    decorator: { operation: `${host}:${port}/*`, propagate: false },
    route: {
      cluster: outboundCluster(service),
      timeout: '0s',
      max_grpc_timeout: '0s',
      ...retryPolicy(scope.model.settings.written.defaultHttpRetryPolicy),
      ...(hashes.length > 0 ? { hash_policy: hashes } : {}),
    },
  }
}
