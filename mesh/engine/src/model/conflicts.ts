import type { DestinationRule } from './kinds/destination-rule.ts'
import type { MeshModel } from './mesh-model.ts'
import type { Problem } from './problem.ts'
import { fullHost } from './registry.ts'
import type { Resource } from './resource.ts'
import { hasSelector } from './select.ts'
import { seenTogether } from './visibility.ts'

/** Resources that only the order of their creation could rank: files cannot tell it. */
export const conflicts = (model: MeshModel): readonly Problem[] => [
  ...twice(model.DestinationRule, ruleClaims, ['spec', 'host']),
  ...twice(
    model.VirtualService.filter(({ spec }) => (spec.gateways ?? ['mesh']).includes('mesh')),
    ({ spec, namespace }) =>
      spec.hosts.map((host) => `VirtualService of the mesh for ${fullHost(host, namespace)}`),
    ['spec', 'hosts'],
    seenTogether,
  ),
  ...twice(
    model.ServiceEntry,
    ({ spec }) =>
      spec.hosts.flatMap((host) =>
        spec.ports.map(({ number }) => `ServiceEntry for port ${number} of ${host}`),
      ),
    ['spec', 'hosts'],
    seenTogether,
  ),
  ...twice(
    model.Sidecar.filter(({ spec }) => spec.workloadSelector === undefined),
    ({ namespace }) => [`Sidecar without workloadSelector in ${namespace}`],
    ['spec'],
  ),
  ...twice(
    model.PeerAuthentication.filter(({ spec, createdAt }) => !hasSelector(spec) && !createdAt),
    ({ namespace }) => [`PeerAuthentication without selector in ${namespace}`],
    ['spec'],
  ),
]

/** Rules of one host add up; only their own policy and a subset can be said but once. */
function ruleClaims({ spec, namespace }: Resource<DestinationRule>): readonly string[] {
  const forWhom = JSON.stringify(spec.workloadSelector?.matchLabels ?? {})
  const rule = `DestinationRule of ${namespace} for ${fullHost(spec.host, namespace)}`
  const labels = forWhom === '{}' ? '' : ` and workloads ${forWhom}`
  return [
    ...(spec.trafficPolicy === undefined ? [] : [`${rule}${labels}`]),
    ...(spec.subsets ?? []).map(({ name }) => `${rule}${labels}, subset ${name}`),
  ]
}

function twice<Spec>(
  resources: readonly Resource<Spec>[],
  claims: (resource: Resource<Spec>) => readonly string[],
  path: readonly string[],
  rival: (a: Resource<Spec>, b: Resource<Spec>) => boolean = () => true,
): readonly Problem[] {
  const first = new Map<string, Resource<Spec>>()
  return resources.flatMap((resource) =>
    claims(resource).flatMap((claim) => {
      const known = first.get(claim)
      first.set(claim, known ?? resource)
      if (known === undefined || !rival(known, resource)) return []
      const earlier = known.locate([])
      const message = `a second ${claim}; the first is at ${earlier.file}:${earlier.line}`
      return [{ ...resource.locate(path), field: path.join('.'), message }]
    }),
  )
}
