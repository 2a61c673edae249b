import { type HttpRoute, qualify, type Resource, type VirtualService } from '@stoa/mesh/policy'
import type { Row } from '../../matrix/row.ts'
import { samplePath } from '../../world/sample.ts'
import type { Workload } from '../../world/workload.ts'
import type { World } from '../../world/world.ts'
import { type Asked, firstRoute } from './route-match.ts'

/** A request that policies permit, and the route that it takes. */
export interface Hop {
  readonly from: string
  readonly to: Workload
  readonly asked: Asked
  readonly row: Row
  readonly service: Resource<VirtualService>
  readonly index: number
  readonly route: HttpRoute
}

const kept = new WeakMap<World, readonly Hop[]>()
const verbs = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** The routes that permitted requests between the edge and services take, each shown by its request. */
export function hopsOf(world: World): readonly Hop[] {
  const known = kept.get(world)
  if (known) return known
  const byHost = hostsRouted(world)
  const hops = world
    .matrix()
    .filter(({ decision, caller, target }) => {
      const called = ['service', 'edge'].includes(caller.kind) && target.protocol === 'http'
      return decision === 'allow' && called
    })
    .flatMap((row) => {
      const to = world.inventory.byName.get(row.target.name)
      const services = to ? to.hosts.flatMap((host) => byHost.get(host) ?? []) : []
      return to ? services.flatMap((service) => hopsVia(service, row, to)) : []
    })
  kept.set(world, hops)
  return hops
}

function hopsVia(service: Resource<VirtualService>, row: Row, to: Workload): readonly Hop[] {
  const atEdge = row.caller.kind === 'edge'
  if (isOfMesh(service) === atEdge) return []
  return requestsOf(row).flatMap((asked) => {
    const index = firstRoute(service.spec.http, asked)
    const route = service.spec.http[index]
    const leads = (route?.route ?? []).some(({ destination }) =>
      to.hosts.includes(qualify(destination.host, service.namespace)),
    )
    return route && leads ? [{ from: row.caller.name, to, asked, row, service, index, route }] : []
  })
}

export const isOfMesh = ({ spec }: Resource<VirtualService>): boolean =>
  (spec.gateways ?? ['mesh']).includes('mesh')

const requestsOf = ({ methods, paths }: Row): readonly Asked[] => {
  const named = methods.filter((method) => !method.startsWith('not '))
  return (named.includes('*') ? verbs : named).flatMap((method) =>
    paths
      .filter((path) => !path.startsWith('not '))
      .map((path) => ({ method, path: samplePath(path) })),
  )
}

/** Which VirtualServices may take a request for a host: those of the mesh named so, and any at the edge that leads there. */
function hostsRouted({ mesh }: World): ReadonlyMap<string, readonly Resource<VirtualService>[]> {
  const found = new Map<string, Set<Resource<VirtualService>>>()
  for (const service of mesh.VirtualService) {
    const { spec, namespace } = service
    const hosts = isOfMesh(service)
      ? spec.hosts
      : spec.http.flatMap(({ route = [] }) => route.map(({ destination }) => destination.host))
    for (const host of hosts) {
      const name = qualify(host, namespace)
      found.set(name, (found.get(name) ?? new Set()).add(service))
    }
  }
  return new Map([...found].map(([host, services]) => [host, [...services]]))
}
