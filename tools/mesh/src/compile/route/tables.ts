import type { Gateway } from '../../model/kinds/gateway.ts'
import type { VirtualService } from '../../model/kinds/virtual-service.ts'
import { namesOf, qualify, type Service } from '../../model/registry.ts'
import type { Resource } from '../../model/resource.ts'
import { type Config, typed } from '../config.ts'
import { gatewaysOf } from '../edge.ts'
import { routesName } from '../listener/outbound.ts'
import type { Scope } from '../scope.ts'
import { plainRoute, routesOf } from './http-route.ts'

const table = (hosts: readonly Config[]): Config =>
  typed('config.route.v3.RouteConfiguration', {
    name: routesName,
    validate_clusters: false,
    ignore_port_in_host_matching: true,
    virtual_hosts: hosts,
  })

/** What a sidecar's application may ask for, by Host; any other host is a 502 as in REGISTRY_ONLY. */
export function sidecarRoutes({ model, workload, services }: Scope): Config {
  const inMesh = model.VirtualService.filter(({ spec }) =>
    (spec.gateways ?? ['mesh']).includes('mesh'),
  )
  const hosts = services
    .filter(({ protocol }) => protocol === 'http')
    .map((service) => ({
      name: service.host,
      domains: namesOf(service, workload.namespace),
      routes: meshRoutes(service, inMesh, services),
    }))
  return table([...hosts, blackHole])
}

function meshRoutes(
  service: Service,
  inMesh: readonly Resource<VirtualService>[],
  services: readonly Service[],
): readonly Config[] {
  const own = inMesh.find(({ spec, namespace }) =>
    spec.hosts.some((host) => qualify(host, namespace) === service.host),
  )
  return own ? routesOf(own, services) : [plainRoute(service)]
}

const blackHole: Config = {
  name: 'block_all',
  domains: ['*'],
  routes: [{ match: { prefix: '/' }, direct_response: { status: 502 } }],
}

/**
 * The edge's routes: the VirtualServices bound to its Gateway, those of one host joined by name.
 * The address that the edge listens on is another name of the Gateway's first host.
 */
export function edgeRoutes(scope: Scope): Config {
  const [gateway] = gatewaysOf(scope)
  if (gateway === undefined) return table([])
  const bound = scope.model.VirtualService.filter((service) => isBound(service, gateway)).sort(
    byName,
  )
  const hosts = gateway.spec.servers.flatMap(({ hosts }) => hosts)
  return table(
    hosts.map((host, index) => ({
      name: host,
      domains: index === 0 ? [host, scope.workload.inbound.address] : [host],
      routes: bound
        .filter(({ spec }) => spec.hosts.includes(host))
        .flatMap((service) => routesOf(service, scope.services)),
    })),
  )
}

const isBound = ({ spec, namespace }: Resource<VirtualService>, gateway: Resource<Gateway>) =>
  (spec.gateways ?? []).some(
    (name) =>
      (name.includes('/') ? name : `${namespace}/${name}`) ===
      `${gateway.namespace}/${gateway.name}`,
  )

const byName = (a: Resource<VirtualService>, b: Resource<VirtualService>) =>
  `${a.namespace}/${a.name}`.localeCompare(`${b.namespace}/${b.name}`)
