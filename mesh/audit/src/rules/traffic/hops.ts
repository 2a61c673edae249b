import { type HttpRoute, qualifyHost, type Resource, type VirtualService } from '@stoa/mesh/policy'
import type { AuditContext } from '../../context/audit-context.ts'
import { samplePath } from '../../context/sample.ts'
import type { Workload } from '../../context/workload.ts'
import type { Row } from '../../matrix/row.ts'
import { firstRoute, type RequestLine } from './route-match.ts'

/** A permitted request and the route that it matches. */
export interface Hop {
  readonly from: string
  readonly to: Workload
  readonly requestLine: RequestLine
  readonly row: Row
  readonly service: Resource<VirtualService>
  readonly index: number
  readonly route: HttpRoute
}

const cache = new WeakMap<AuditContext, readonly Hop[]>()
const verbs = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/**
 * Every permitted request between the edge and services, with the route that it matches. Routes do not apply to the
 * metrics collector, which addresses instances.
 */
export function hopsOf(context: AuditContext): readonly Hop[] {
  const known = cache.get(context)
  if (known) return known
  const byHost = virtualServicesByHost(context)
  const { collector } = context.inventory
  const hops = context
    .matrix()
    .filter(({ decision, caller, target }) => {
      const isHttpCall = ['service', 'edge'].includes(caller.kind) && target.protocol === 'http'
      return decision === 'allow' && isHttpCall && caller.principal !== collector?.principal
    })
    .flatMap((row) => {
      const to = context.inventory.byName.get(row.target.name)
      const services = to ? to.hosts.flatMap((host) => byHost.get(host) ?? []) : []
      return to ? services.flatMap((service) => hopsVia(service, row, to)) : []
    })
  cache.set(context, hops)
  return hops
}

function hopsVia(service: Resource<VirtualService>, row: Row, to: Workload): readonly Hop[] {
  const atEdge = row.caller.kind === 'edge'
  if (appliesInMesh(service) === atEdge) return []
  return requestsOf(row).flatMap((requestLine) => {
    const index = firstRoute(service.spec.http, requestLine)
    const route = service.spec.http[index]
    const routesToTarget = (route?.route ?? []).some(({ destination }) =>
      to.hosts.includes(qualifyHost(destination.host, service.namespace)),
    )
    return route && routesToTarget
      ? [{ from: row.caller.name, to, requestLine, row, service, index, route }]
      : []
  })
}

export const appliesInMesh = ({ spec }: Resource<VirtualService>): boolean =>
  (spec.gateways ?? ['mesh']).includes('mesh')

const requestsOf = ({ methods, paths }: Row): readonly RequestLine[] => {
  const named = methods.filter((method) => !method.startsWith('not '))
  return (named.includes('*') ? verbs : named).flatMap((method) =>
    paths
      .filter((path) => !path.startsWith('not '))
      .map((path) => ({ method, path: samplePath(path) })),
  )
}

/** The VirtualServices that may route requests to a host: those of the mesh for that host, and those of the edge that route to it. */
function virtualServicesByHost({
  mesh,
}: AuditContext): ReadonlyMap<string, readonly Resource<VirtualService>[]> {
  const found = new Map<string, Set<Resource<VirtualService>>>()
  for (const service of mesh.VirtualService) {
    const { spec, namespace } = service
    const hosts = appliesInMesh(service)
      ? spec.hosts
      : spec.http.flatMap(({ route = [] }) => route.map(({ destination }) => destination.host))
    for (const host of hosts) {
      const name = qualifyHost(host, namespace)
      found.set(name, (found.get(name) ?? new Set()).add(service))
    }
  }
  return new Map([...found].map(([host, services]) => [host, [...services]]))
}
