import { isHostWithin } from '../../model/hosts.ts'
import { gatewayKey } from '../../model/kinds/virtual-service/gateway-names.ts'
import type { VirtualService } from '../../model/kinds/virtual-service.ts'
import { fullHost } from '../../model/registry.ts'
import type { Resource } from '../../model/resource.ts'
import { isVisible } from '../../model/visibility.ts'
import type { Workload } from '../../model/workload.ts'
import type { Config } from '../config.ts'
import { patchedRoute } from '../envoy-filter/routes.ts'
import { routesOf } from '../route/http-route.ts'
import { matchesEverything } from '../route/match.ts'
import { routeTable, type VirtualHost } from '../route/table.ts'
import type { Scope } from '../scope.ts'
import { acceptsNamespace, type BoundServer, hostPart, serversOf } from './servers.ts'

/**
 * The route tables of a gateway: one per HTTPS server, and one for all plain HTTP servers of a
 * port.
 */
export function gatewayRoutes(scope: Scope): readonly Config[] {
  const http = serversOf(scope).filter(({ kind }) => kind === 'http' || kind === 'https')
  const tables = Map.groupBy(http, ({ routeName }) => routeName)
  return [...tables].map(([name, servers]) => routeTable(name, hostsOf(scope, servers)))
}

/** The VirtualServices bound to a Gateway, oldest first, then by name. */
export const virtualServicesBoundTo = (
  { model, workload }: Scope,
  gateway: string,
): readonly Resource<VirtualService>[] =>
  model.VirtualService.filter(
    (service) =>
      service.spec.hosts.length > 0 &&
      isVisible(service, workload.namespace) &&
      (service.spec.gateways ?? []).some((name) => gatewayKey(name, service.namespace) === gateway),
  ).sort(byAge)

const byAge = (a: Resource<VirtualService>, b: Resource<VirtualService>) =>
  (a.createdAt ?? '').localeCompare(b.createdAt ?? '') ||
  `${a.namespace}/${a.name}`.localeCompare(`${b.namespace}/${b.name}`)

interface GatewayVirtualHost extends VirtualHost {
  readonly redirectsToHttps: boolean
}

function hostsOf(scope: Scope, servers: readonly BoundServer[]): readonly Config[] {
  const hosts = new Map<string, GatewayVirtualHost>()
  for (const bound of servers) {
    for (const service of virtualServicesBoundTo(scope, bound.key)) {
      const routes = routesOf(scope, service, entryPointOf(bound))
      if (routes.length === 0) continue
      for (const host of sharedHosts(bound, service)) {
        const before = hosts.get(host)
        hosts.set(host, {
          name: host,
          domains: [host],
          routes: [...(before?.routes ?? []), ...routes],
          redirectsToHttps: (before?.redirectsToHttps ?? false) || hasHttpsRedirect(bound),
        })
      }
    }
    if (!hasHttpsRedirect(bound)) continue
    for (const host of bound.server.hosts.map(hostPart)) {
      const before = hosts.get(host) ?? { name: host, domains: [host], routes: [] }
      hosts.set(host, { ...before, redirectsToHttps: true })
    }
  }
  const first = firstHost(servers, hosts)
  const port = servers[0]?.server.port.number ?? 0
  return [...hosts.values()].map(({ redirectsToHttps, ...host }) => ({
    ...host,
    name: `${host.name}:${port}`,
    domains:
      host.name === first ? [...host.domains, ...localNames(scope.workload, hosts)] : host.domains,
    routes: catchAllLast(host.routes).map((route) =>
      patchedRoute(scope, route, { ...routeLocationOf(servers), host: `${host.name}:${port}` }),
    ),
    ...(redirectsToHttps ? { require_tls: 'ALL' } : {}),
  }))
}

const routeLocationOf = ([first]: readonly BoundServer[]) => ({
  routeTable: first?.routeName ?? '',
  port: first?.server.port.number ?? 0,
  ...(first ? { gateway: first.key } : {}),
})

const hasHttpsRedirect = ({ server }: BoundServer) => server.tls?.httpsRedirect === true

const entryPointOf = ({ server, key, kind }: BoundServer) => ({
  listenPort: server.port.number,
  gateway: key,
  tls: kind === 'https',
})

/**
 * The hosts that the server and the VirtualService have in common; of two overlapping hosts, the
 * narrower.
 */
export function sharedHosts(
  { server, gateway }: BoundServer,
  { spec, namespace }: Resource<VirtualService>,
): readonly string[] {
  const serverHosts = server.hosts
    .filter((written) => acceptsNamespace(written, gateway.namespace, namespace))
    .map((written) => hostPart(written).toLowerCase())
  const shared = serverHosts.flatMap((host) =>
    spec.hosts
      .map((written) => fullHost(written, namespace))
      .concat(spec.hosts.filter((written) => !written.includes('.')))
      .flatMap((own) => {
        if (isHostWithin(own, host)) return [own]
        return isHostWithin(host, own) ? [host] : []
      }),
  )
  return [...new Set(shared)]
}

/** The local names of the gateway, which are aliases of its first host. */
const localNames = ({ inbound }: Workload, hosts: ReadonlyMap<string, unknown>) =>
  [inbound.address, 'localhost'].filter((name) => !hosts.has(name))

const firstHost = (servers: readonly BoundServer[], hosts: ReadonlyMap<string, unknown>) =>
  hosts.has('*')
    ? undefined
    : servers.flatMap(({ server }) => server.hosts.map(hostPart)).find((host) => hosts.has(host))

const catchAllLast = (routes: readonly Config[]): readonly Config[] => {
  const isLast = ({ match }: Config) =>
    typeof match === 'object' && match !== null && matchesEverything({ ...match })
  return [...routes.filter((route) => !isLast(route)), ...routes.filter(isLast)]
}
