import { type Position, qualifyHost } from '@stoa/mesh/policy'
import { type Service, usesBroker } from '@stoa/topology'
import type { AuditContext } from '../context/audit-context.ts'
import { keyOf, type Workload } from '../context/workload.ts'
import type { Row } from '../matrix/row.ts'
import { type Edge, edgeKey, type Graphs, type PermittedEdge } from './edges.ts'
import { observedEdges } from './observed-edges.ts'
import { workloadsByName } from './workloads-by-name.ts'

/** The declared, the permitted and the observed calls. */
export function graphsOf(context: AuditContext): Graphs {
  const workloadOf = workloadsByName(context)
  return {
    declared:
      context.services.length === 0
        ? undefined
        : [
            ...declaredByServices(context, workloadOf),
            ...declaredByRoutes(context),
            ...declaredByCollector(context),
          ],
    permitted: permittedEdges(context.matrix()),
    observed: context.observed && observedEdges(context.observed, context),
  }
}

function declaredByServices(
  { services }: AuditContext,
  workloadOf: (name: string) => Workload | undefined,
): readonly Edge[] {
  const edge = (from: string, to: string, at: Position, because: string): readonly Edge[] => {
    const [caller, called] = [workloadOf(from), workloadOf(to)]
    if (caller === undefined || called === undefined) return []
    return [{ from: keyOf(caller), to: keyOf(called), at, because }]
  }
  return services.flatMap((service) => {
    const { name, calls, locate } = service
    const { field, because } = brokerUse(service)
    return [
      ...calls.flatMap((to) => edge(name, to, locate('calls'), `${name} declares calls to ${to}`)),
      ...(usesBroker(service) ? edge(name, 'nats', locate(field), `${name} ${because}`) : []),
    ]
  })
}

const brokerUse = ({ publishes, consumes }: Service) => {
  if (publishes.length > 0) return { field: 'publishes', because: 'publishes events' }
  if (consumes.length > 0) return { field: 'consumes', because: 'consumes events' }
  return { field: 'monitors', because: 'monitors the broker' }
}

/** The calls of the edge: its routes, and the signing keys that it fetches. */
function declaredByRoutes({ mesh, inventory, appliesTo }: AuditContext): readonly Edge[] {
  const byHost = new Map(
    inventory.workloads.flatMap((workload) => workload.hosts.map((host) => [host, workload])),
  )
  const gateways = inventory.workloads.filter(({ kind }) => kind === 'gateway')
  const routed = mesh.VirtualService.filter(({ spec }) =>
    (spec.gateways ?? []).some((name) => name !== 'mesh'),
  ).flatMap(({ spec, name, namespace, locate }) =>
    destinationsOf(spec).flatMap((host) => {
      const to = byHost.get(qualifyHost(host, namespace))
      const at = locate(['spec', 'http'])
      return to
        ? [{ to: keyOf(to), at, because: `VirtualService ${namespace}/${name} routes to it` }]
        : []
    }),
  )
  const keys = mesh.RequestAuthentication.flatMap((policy) =>
    (policy.spec.jwtRules ?? []).flatMap(({ jwksUri }) => {
      const to = jwksUri === undefined ? undefined : byHost.get(new URL(jwksUri).hostname)
      const at = policy.locate(['spec', 'jwtRules'])
      return to === undefined
        ? []
        : appliesTo(policy).map((from) => ({
            from: keyOf(from),
            to: keyOf(to),
            at,
            because: `RequestAuthentication ${policy.namespace}/${policy.name} fetches keys from it`,
          }))
    }),
  )
  return [
    ...gateways.flatMap((gateway) => routed.map((edge) => ({ from: keyOf(gateway), ...edge }))),
    ...keys,
  ]
}

/** The metrics collector reads the statistics of every other workload's proxy, and the metrics of services. */
const declaredByCollector = ({ inventory }: AuditContext): readonly Edge[] => {
  const { collector, workloads } = inventory
  if (collector === undefined) return []
  return workloads
    .filter((workload) => workload !== collector)
    .map((workload) => ({
      ...{ from: keyOf(collector), to: keyOf(workload), at: workload.at },
      because: `${collector.name} reads the metrics of every workload`,
    }))
}

interface HasRoutes {
  readonly http?: readonly {
    readonly route?: readonly { readonly destination: { readonly host: string } }[] | undefined
  }[]
}

const destinationsOf = ({ http = [] }: HasRoutes): readonly string[] => [
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
