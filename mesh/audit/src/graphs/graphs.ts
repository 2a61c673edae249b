import { type Position, qualify } from '@stoa/mesh/policy'
import type { Row } from '../matrix/row.ts'
import { keyOf, type Workload } from '../world/workload.ts'
import type { World } from '../world/world.ts'
import { type Edge, edgeKey, type Graphs, type PermittedEdge } from './edges.ts'
import { workloadsByName } from './names.ts'
import { observedEdges } from './observed-edges.ts'

/** Who is meant to call whom, who may, and who did. */
export function graphsOf(world: World): Graphs {
  const workloadOf = workloadsByName(world)
  return {
    declared:
      world.services.length === 0
        ? undefined
        : [...declaredByServices(world, workloadOf), ...declaredByRoutes(world)],
    permitted: permittedEdges(world.matrix()),
    observed: world.observed && observedEdges(world.observed, world),
  }
}

function declaredByServices(
  { services }: World,
  workloadOf: (name: string) => Workload | undefined,
): readonly Edge[] {
  const edge = (from: string, to: string, at: Position, because: string): readonly Edge[] => {
    const [caller, called] = [workloadOf(from), workloadOf(to)]
    if (caller === undefined || called === undefined) return []
    return [{ from: keyOf(caller), to: keyOf(called), at, because }]
  }
  return services.flatMap((service) => {
    const { name, calls, publishes, consumes, locate } = service
    const field = publishes.length > 0 ? 'publishes' : 'consumes'
    return [
      ...calls.flatMap((to) => edge(name, to, locate('calls'), `${name} declares calls to ${to}`)),
      ...(publishes.length + consumes.length > 0
        ? edge(name, 'nats', locate(field), `${name} ${field} events`)
        : []),
    ]
  })
}

/** What the edge does is said by its routes, and by the keys of tokens that it fetches. */
function declaredByRoutes({ mesh, inventory, reachedBy }: World): readonly Edge[] {
  const byHost = new Map(
    inventory.workloads.flatMap((workload) => workload.hosts.map((host) => [host, workload])),
  )
  const gateways = inventory.workloads.filter(({ kind }) => kind === 'gateway')
  const routed = mesh.VirtualService.filter(({ spec }) =>
    (spec.gateways ?? []).some((name) => name !== 'mesh'),
  ).flatMap(({ spec, name, namespace, locate }) =>
    destinationsOf(spec).flatMap((host) => {
      const to = byHost.get(qualify(host, namespace))
      const at = locate(['spec', 'http'])
      return to ? [{ to: keyOf(to), at, because: `${namespace}/${name} routes to it` }] : []
    }),
  )
  const keys = mesh.RequestAuthentication.flatMap((policy) =>
    (policy.spec.jwtRules ?? []).flatMap(({ jwksUri }) => {
      const to = jwksUri === undefined ? undefined : byHost.get(new URL(jwksUri).hostname)
      const at = policy.locate(['spec', 'jwtRules'])
      return to === undefined
        ? []
        : reachedBy(policy).map((from) => ({
            from: keyOf(from),
            to: keyOf(to),
            at,
            because: `${policy.namespace}/${policy.name} fetches keys from it`,
          }))
    }),
  )
  return [
    ...gateways.flatMap((gateway) => routed.map((edge) => ({ from: keyOf(gateway), ...edge }))),
    ...keys,
  ]
}

interface Routed {
  readonly http?: readonly {
    readonly route?: readonly { readonly destination: { readonly host: string } }[] | undefined
  }[]
}

const destinationsOf = ({ http = [] }: Routed): readonly string[] => [
  ...new Set(http.flatMap(({ route = [] }) => route.map(({ destination }) => destination.host))),
]

function permittedEdges(rows: readonly Row[]): readonly PermittedEdge[] {
  const allowed = rows.filter(
    ({ decision, caller }) =>
      decision === 'allow' && ['service', 'edge', 'identity'].includes(caller.kind),
  )
  const grouped = Map.groupBy(allowed, ({ caller, target }) =>
    edgeKey({ from: caller.name, to: target.name }),
  )
  return [...grouped.values()].flatMap((group) => {
    const [first] = group
    return first ? [{ from: first.caller.name, to: first.target.name, rows: group }] : []
  })
}
