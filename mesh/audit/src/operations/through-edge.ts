import {
  type Gateway,
  type HttpMatch,
  type HttpRequest,
  type HttpRoute,
  type Question,
  qualify,
  type Resource,
  type Verdict,
  type VirtualService,
} from '@stoa/mesh/policy'
import { matchesText, matchOf } from '../rules/traffic/route-match.ts'
import { serversOf } from '../world/gateway-servers.ts'
import { ask, type Door, outsideIp, server } from '../world/question.ts'
import type { Workload } from '../world/workload.ts'
import type { World } from '../world/world.ts'

/** What becomes of a request from outside: at the gateway, and behind it. */
export interface Passage {
  readonly atEdge: Verdict
  readonly route: HttpRoute | undefined
  /** Where the route leads and what is said there; absent without a route to a workload that is known. */
  readonly behind?: { readonly door: Door; readonly question: Question; readonly verdict: Verdict }
}

/** Follows a request through a gateway to the service that its route names. */
export function throughEdge(world: World, edge: Door, request: HttpRequest): Passage {
  const client = { principal: null, ip: outsideIp }
  const atEdge = world.judge(edge, { server: server(edge), client, request })
  if (atEdge.decision === 'deny') return { atEdge, route: undefined }
  const forwarded = { ...request, path: atEdge.path ?? request.path, tokens: [] }
  const found = routeOf(world, edge.workload, forwarded)
  const door = found && doorBehind(world, found)
  if (door === undefined) return { atEdge, route: found?.route }
  const question = ask(door, edge.workload.principal, forwarded)
  return {
    atEdge,
    route: found?.route,
    behind: { door, question, verdict: world.judge(door, question) },
  }
}

interface Taken {
  readonly route: HttpRoute
  readonly service: Resource<VirtualService>
}

/** The first route, of the VirtualServices bound to a Gateway of this workload, that takes the request. */
function routeOf(world: World, edge: Workload, request: HttpRequest): Taken | undefined {
  const host = (request.host.split(':')[0] ?? '').toLowerCase()
  const served = serversOf(world.mesh, edge).flatMap(({ hosts }) => hosts)
  if (!served.some((written) => isHost(written.split('/').at(-1) ?? '', host))) return undefined
  const gateways = new Set(world.mesh.Gateway.filter((one) => chooses(one, edge)).map(keyOf))
  const bound = world.mesh.VirtualService.filter(
    ({ spec, namespace }) =>
      (spec.gateways ?? []).some((name) =>
        gateways.has(name.includes('/') ? name : `${namespace}/${name}`),
      ) && spec.hosts.some((written) => isHost(written, host)),
  ).toSorted((a, b) => keyOf(a).localeCompare(keyOf(b)))
  const routes = bound.flatMap((service) => service.spec.http.map((route) => ({ route, service })))
  const [last, first] = [routes.filter(({ route }) => takesAll(route)), routes]
  return [...first.filter((one) => !last.includes(one)), ...last].find(({ route }) =>
    takes(route, request),
  )
}

const keyOf = ({ namespace, name }: Resource<unknown>) => `${namespace}/${name}`

const chooses = ({ spec }: Resource<Gateway>, { labels }: Workload): boolean =>
  Object.entries(spec.selector ?? {}).every(([name, value]) => labels[name] === value)

function isHost(written: string, host: string): boolean {
  const pattern = written.toLowerCase()
  return pattern.startsWith('*') ? host.endsWith(pattern.slice(1)) : pattern === host
}

const takesAll = ({ match = [] }: HttpRoute) => match.length === 0

/** Whether a route takes a request. */
export const takes = ({ match = [] }: HttpRoute, request: HttpRequest): boolean =>
  match.length === 0 || match.some((one) => takesEntry(one, request))

export function takesEntry({ headers = {}, ...rest }: HttpMatch, request: HttpRequest): boolean {
  const path = request.path.split('?')[0] ?? ''
  const asked = Object.entries(headers).every(([name, wanted]) => {
    const sent = request.headers[name.toLowerCase()]
    if (sent === undefined) return false
    return Object.keys(wanted).length === 0 || matchesText(wanted, sent)
  })
  return asked && matchOf(rest, { method: request.method, path }) === 'yes'
}

function doorBehind(world: World, { route, service }: Taken): Door | undefined {
  const [first] = route.route ?? []
  if (first === undefined) return undefined
  const host = qualify(first.destination.host, service.namespace)
  const workload = world.inventory.workloads.find(({ hosts }) => hosts.includes(host))
  const port = workload?.ports.find(
    ({ servicePorts }) =>
      first.destination.port === undefined || servicePorts.includes(first.destination.port.number),
  )
  return workload && port && world.doorOf(workload, port)
}
