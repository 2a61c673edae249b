import { hostsOverlap, isWildcard } from '../../model/hosts.ts'
import type { VirtualService } from '../../model/kinds/virtual-service.ts'
import { fullHost, namesOf, type Service } from '../../model/registry.ts'
import type { Resource } from '../../model/resource.ts'
import { mostSpecific } from '../../model/visibility.ts'
import type { Config } from '../config.ts'
import { importedServices, virtualServicesOf } from '../reachable-services.ts'
import type { Scope } from '../scope.ts'
import { fallbackHost } from './fallback.ts'
import { defaultRoute, routesOf } from './http-route.ts'
import { routeTable, type VirtualHost, withUniqueDomains } from './table.ts'

export const routesName = 'routes'
const httpPort = 80

/** The outbound route table of a sidecar, by host. */
export function sidecarRoutes(scope: Scope): Config {
  const { workload } = scope
  const inMesh = virtualServicesOf(scope)
  const byHost = Map.groupBy(
    importedServices(scope).filter(({ protocol }) => protocol === 'http'),
    ({ host }) => host,
  )
  const serviceHosts = [...byHost].flatMap(([host, [first, ...more]]) =>
    first === undefined
      ? []
      : [
          {
            name: host,
            domains: namesOf(first, workload.namespace),
            routes: routesByPort(scope, [first, ...more], inMesh),
          },
        ],
  )
  const otherHosts = virtualServiceHosts(scope, inMesh, [...byHost.keys()])
  return routeTable(routesName, [
    ...withUniqueDomains([...serviceHosts, ...otherHosts]),
    fallbackHost(scope),
  ])
}

/**
 * All ports of a host share one listener. A request for another port than the default one names it
 * in its Host header.
 */
function routesByPort(
  scope: Scope,
  services: readonly Service[],
  inMesh: readonly Resource<VirtualService>[],
): readonly Config[] {
  const defaultService = services.find(({ port }) => port === httpPort) ?? services[0]
  const otherServices = services.filter((service) => service !== defaultService)
  return [
    ...otherServices.flatMap((service) =>
      meshRoutes(scope, service, inMesh).map((route) => atPort(route, service.port)),
    ),
    ...(defaultService ? meshRoutes(scope, defaultService, inMesh) : []),
  ]
}

function atPort({ match, ...route }: Config, port: number): Config {
  const { headers = [], ...rest } = (match ?? {}) as { readonly headers?: readonly Config[] }
  const portMatch = { name: ':authority', string_match: { suffix: `:${port}` } }
  return { ...route, match: { ...rest, headers: [...headers, portMatch] } }
}

function meshRoutes(
  scope: Scope,
  service: Service,
  inMesh: readonly Resource<VirtualService>[],
): readonly Config[] {
  const own = virtualServiceFor(service.host, inMesh)
  const entryPoint = { listenPort: service.port, gateway: 'mesh', tls: false }
  const routes = own === undefined ? [] : routesOf(scope, own, entryPoint)
  return routes.length > 0 ? routes : [defaultRoute(scope, service)]
}

const hostsOf = ({ spec, namespace }: Resource<VirtualService>) =>
  spec.hosts.map((host) => fullHost(host, namespace))

/** The VirtualService with the most specific match for a host. */
export function virtualServiceFor(
  host: string,
  services: readonly Resource<VirtualService>[],
): Resource<VirtualService> | undefined {
  const best = mostSpecific(services.flatMap(hostsOf), host)
  return services.find((service) => best !== undefined && hostsOf(service).includes(best))
}

/** Hosts that only a VirtualService names; Istio routes them at port 80. */
const virtualServiceHosts = (
  scope: Scope,
  inMesh: readonly Resource<VirtualService>[],
  serviceHosts: readonly string[],
): readonly VirtualHost[] =>
  inMesh.flatMap((service) => {
    const hosts = hostsOf(service).filter((host) =>
      isWildcard(host)
        ? !serviceHosts.some((one) => hostsOverlap(host, one))
        : !serviceHosts.includes(host),
    )
    const routes = routesOf(scope, service, { listenPort: httpPort, gateway: 'mesh', tls: false })
    return routes.length === 0 ? [] : hosts.map((host) => ({ name: host, domains: [host], routes }))
  })
