import { type HttpMatch, type HttpRequest, qualifyHost } from '@stoa/mesh/policy'
import type { AuditContext } from '../../context/audit-context.ts'
import type { Operation } from '../../inputs/operations.ts'
import { samplePathOf } from '../../operations/path-template.ts'
import { appliesInMesh } from '../traffic/hops.ts'
import { servedOperations } from './served-operations.ts'

type Service = AuditContext['mesh']['VirtualService'][number]

/** The operations of a VirtualService's hosts and of its routes' destinations; at the edge, of the destinations only. */
export function operationsOf(context: AuditContext, service: Service): readonly Operation[] {
  const { spec, namespace } = service
  const destinations = spec.http.flatMap(({ route = [] }) =>
    route.map(({ destination }) => destination.host),
  )
  const hosts = new Set(
    [...(appliesInMesh(service) ? spec.hosts : []), ...destinations].map((host) =>
      qualifyHost(host, namespace),
    ),
  )
  return servedOperations(context)
    .filter(({ targetPort }) => targetPort.workload.hosts.some((host) => hosts.has(host)))
    .flatMap(({ operations }) => operations)
}

/** A request for an operation, with the headers that a match entry requires. */
export const requestFor = (
  { method, path }: Operation,
  { headers = {} }: HttpMatch = {},
): HttpRequest => ({
  ...{ method, path: samplePathOf(path), host: '', tokens: [] },
  headers: Object.fromEntries(
    Object.entries(headers).map(([name, { exact, prefix }]) => [
      name.toLowerCase(),
      exact ?? prefix ?? 'probe',
    ]),
  ),
})
