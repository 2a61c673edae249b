import { type HttpMatch, type HttpRequest, qualify } from '@stoa/mesh/policy'
import type { Operation } from '../../inputs/operations.ts'
import { pathOf } from '../../operations/template.ts'
import type { World } from '../../world/world.ts'
import { isOfMesh } from '../traffic/hops.ts'
import { answeringOf } from './facts.ts'

type Service = World['mesh']['VirtualService'][number]

/** The operations that a VirtualService is there for: those of its hosts, or at an edge of where its routes lead. */
export function operationsOf(world: World, service: Service): readonly Operation[] {
  const { spec, namespace } = service
  const led = spec.http.flatMap(({ route = [] }) =>
    route.map(({ destination }) => destination.host),
  )
  const hosts = new Set(
    [...(isOfMesh(service) ? spec.hosts : []), ...led].map((host) => qualify(host, namespace)),
  )
  return answeringOf(world)
    .filter(({ door }) => door.workload.hosts.some((host) => hosts.has(host)))
    .flatMap(({ operations }) => operations)
}

/** An operation as a request that bears the headers which an entry asks for. */
export const requestFor = (
  { method, path }: Operation,
  { headers = {} }: HttpMatch = {},
): HttpRequest => ({
  ...{ method, path: pathOf(path), host: '', tokens: [] },
  headers: Object.fromEntries(
    Object.entries(headers).map(([name, { exact, prefix }]) => [
      name.toLowerCase(),
      exact ?? prefix ?? 'probe',
    ]),
  ),
})
