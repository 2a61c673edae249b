import {
  type AccessRequest,
  type Gateway,
  type HttpMatch,
  type HttpRequest,
  type HttpRoute,
  qualifyHost,
  type Resource,
  type Verdict,
  type VirtualService,
} from '@stoa/mesh/policy'
import {
  basicAccessRequest,
  outsideIp,
  server,
  type TargetPort,
} from '../context/access-request.ts'
import type { AuditContext } from '../context/audit-context.ts'
import { serversOf } from '../context/gateway-servers.ts'
import type { Workload } from '../context/workload.ts'
import { matchesText, matchOf } from '../rules/traffic/route-match.ts'

/** The verdicts on an external request: at the gateway, and at the service behind it. */
export interface EdgeTrace {
  readonly atEdge: Verdict
  readonly route: HttpRoute | undefined
  /** The request as the service receives it; absent without a route to a known workload. */
  readonly upstream?: {
    readonly targetPort: TargetPort
    readonly accessRequest: AccessRequest
    readonly verdict: Verdict
  }
}

/** Follows an external request through a gateway to the service to which its route leads. */
export function traceThroughEdge(
  context: AuditContext,
  edge: TargetPort,
  request: HttpRequest,
): EdgeTrace {
  const client = { principal: null, ip: outsideIp }
  const atEdge = context.evaluate(edge, { server: server(edge), client, request })
  if (atEdge.decision === 'deny') return { atEdge, route: undefined }
  const forwarded = { ...request, path: atEdge.path ?? request.path, tokens: [] }
  const found = routeOf(context, edge.workload, forwarded)
  const targetPort = found && upstreamOf(context, found)
  if (targetPort === undefined) return { atEdge, route: found?.route }
  const accessRequest = basicAccessRequest(targetPort, edge.workload.principal, forwarded)
  return {
    atEdge,
    route: found?.route,
    upstream: { targetPort, accessRequest, verdict: context.evaluate(targetPort, accessRequest) },
  }
}

interface MatchedRoute {
  readonly route: HttpRoute
  readonly service: Resource<VirtualService>
}

/** The first route that matches the request, of the VirtualServices bound to a Gateway of this workload. */
function routeOf(
  context: AuditContext,
  edge: Workload,
  request: HttpRequest,
): MatchedRoute | undefined {
  const host = (request.host.split(':')[0] ?? '').toLowerCase()
  const served = serversOf(context.mesh, edge).flatMap(({ hosts }) => hosts)
  if (!served.some((written) => matchesHost(written.split('/').at(-1) ?? '', host)))
    return undefined
  const gateways = new Set(
    context.mesh.Gateway.filter((gateway) => selectsWorkload(gateway, edge)).map(keyOf),
  )
  const bound = context.mesh.VirtualService.filter(
    ({ spec, namespace }) =>
      (spec.gateways ?? []).some((name) =>
        gateways.has(name.includes('/') ? name : `${namespace}/${name}`),
      ) && spec.hosts.some((written) => matchesHost(written, host)),
  ).toSorted((a, b) => keyOf(a).localeCompare(keyOf(b)))
  const routes = bound.flatMap((service) => service.spec.http.map((route) => ({ route, service })))
  const catchAll = routes.filter(({ route }) => matchesAll(route))
  return [...routes.filter((one) => !catchAll.includes(one)), ...catchAll].find(({ route }) =>
    matchesRoute(route, request),
  )
}

const keyOf = ({ namespace, name }: Resource<unknown>) => `${namespace}/${name}`

const selectsWorkload = ({ spec }: Resource<Gateway>, { labels }: Workload): boolean =>
  Object.entries(spec.selector ?? {}).every(([name, value]) => labels[name] === value)

function matchesHost(written: string, host: string): boolean {
  const pattern = written.toLowerCase()
  return pattern.startsWith('*') ? host.endsWith(pattern.slice(1)) : pattern === host
}

const matchesAll = ({ match = [] }: HttpRoute) => match.length === 0

/** Whether a route matches a request. */
export const matchesRoute = ({ match = [] }: HttpRoute, request: HttpRequest): boolean =>
  match.length === 0 || match.some((entry) => matchesEntry(entry, request))

export function matchesEntry({ headers = {}, ...rest }: HttpMatch, request: HttpRequest): boolean {
  const path = request.path.split('?')[0] ?? ''
  const headersMatch = Object.entries(headers).every(([name, wanted]) => {
    const sent = request.headers[name.toLowerCase()]
    if (sent === undefined) return false
    return Object.keys(wanted).length === 0 || matchesText(wanted, sent)
  })
  return headersMatch && matchOf(rest, { method: request.method, path }) === 'yes'
}

function upstreamOf(
  context: AuditContext,
  { route, service }: MatchedRoute,
): TargetPort | undefined {
  const [first] = route.route ?? []
  if (first === undefined) return undefined
  const host = qualifyHost(first.destination.host, service.namespace)
  const workload = context.inventory.workloads.find(({ hosts }) => hosts.includes(host))
  const port = workload?.ports.find(
    ({ servicePorts }) =>
      first.destination.port === undefined || servicePorts.includes(first.destination.port.number),
  )
  return workload && port && context.targetPortOf(workload, port)
}
