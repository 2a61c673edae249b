import {
  type HttpRoute,
  type Path,
  qualifyHost,
  type Resource,
  type VirtualService,
} from '@stoa/mesh/policy'
import type { AuditContext } from '../../context/audit-context.ts'

type Destination = NonNullable<HttpRoute['route']>[number]['destination']

/** Every destination of a VirtualService, with its position in the resource. */
export const destinationsOf = ({
  spec,
}: Resource<VirtualService>): readonly { destination: Destination; path: Path }[] => [
  ...spec.http.flatMap(({ route = [] }, index) =>
    route.map(({ destination }, at) => ({
      destination,
      path: ['spec', 'http', index, 'route', at, 'destination'],
    })),
  ),
  ...[...spec.tcp.entries()].flatMap(([index, { route = [] }]) =>
    route.map(({ destination }, at) => ({
      destination,
      path: ['spec', 'tcp', index, 'route', at, 'destination'],
    })),
  ),
]

/** The hosts of the known workloads, Services and ServiceEntries. */
export function knownHosts({ inventory, kubernetes, mesh }: AuditContext): ReadonlySet<string> {
  return new Set([
    ...inventory.workloads.flatMap(({ hosts }) => hosts),
    ...kubernetes.Service.map(
      ({ metadata }) => `${metadata.name}.${metadata.namespace}.svc.cluster.local`,
    ),
    ...mesh.ServiceEntry.flatMap(({ spec, namespace }) =>
      spec.hosts.map((host) => qualifyHost(host, namespace)),
    ),
  ])
}

export const isKnown = (host: string, known: ReadonlySet<string>): boolean =>
  known.has(host) ||
  [...known].some((one) => one.startsWith('*') && host.endsWith(one.slice(1))) ||
  (host.startsWith('*') && [...known].some((one) => one.endsWith(host.slice(1))))
