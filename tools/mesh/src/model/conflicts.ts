import type { MeshModel } from './mesh-model.ts'
import type { Problem } from './problem.ts'
import { qualify } from './registry.ts'
import type { Resource } from './resource.ts'
import { hasSelector } from './select.ts'

/** Resources that only the order of their creation could rank: files cannot tell it. */
export const conflicts = (model: MeshModel): readonly Problem[] => [
  ...twice(
    model.DestinationRule,
    ({ spec, namespace }) => [
      `DestinationRule of ${namespace} for ${qualify(spec.host, namespace)}`,
    ],
    ['spec', 'host'],
  ),
  ...twice(
    model.VirtualService.filter(({ spec }) => (spec.gateways ?? ['mesh']).includes('mesh')),
    ({ spec, namespace }) =>
      spec.hosts.map((host) => `VirtualService of the mesh for ${qualify(host, namespace)}`),
    ['spec', 'hosts'],
  ),
  ...twice(
    model.PeerAuthentication.filter(({ spec, createdAt }) => !hasSelector(spec) && !createdAt),
    ({ namespace }) => [`PeerAuthentication without selector in ${namespace}`],
    ['spec'],
  ),
]

function twice<Spec>(
  resources: readonly Resource<Spec>[],
  claims: (resource: Resource<Spec>) => readonly string[],
  path: readonly string[],
): readonly Problem[] {
  const first = new Map<string, Resource<Spec>>()
  return resources.flatMap((resource) =>
    claims(resource).flatMap((claim) => {
      const earlier = first.get(claim)?.locate([])
      first.set(claim, first.get(claim) ?? resource)
      if (earlier === undefined) return []
      const message = `a second ${claim}; the first is at ${earlier.file}:${earlier.line}`
      return [{ ...resource.locate(path), field: path.join('.'), message }]
    }),
  )
}
