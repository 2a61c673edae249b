import type { DestinationRule } from './kinds/destination-rule.ts'
import type { MeshModel } from './mesh-model.ts'
import type { Problem } from './problem.ts'
import { fullHost } from './registry.ts'
import type { Resource } from './resource.ts'
import { hasSelector } from './select.ts'
import { isVisibleTogether } from './visibility.ts'

/**
 * Resources that conflict, and of which Istio would prefer the older one: files have no creation
 * time.
 */
export const findConflicts = (model: MeshModel): readonly Problem[] => [
  ...duplicatesOf(model.DestinationRule, ruleScopes, ['spec', 'host']),
  ...duplicatesOf(
    model.VirtualService.filter(({ spec }) => (spec.gateways ?? ['mesh']).includes('mesh')),
    ({ spec, namespace }) =>
      spec.hosts.map((host) => `VirtualService for mesh traffic to ${fullHost(host, namespace)}`),
    ['spec', 'hosts'],
    isVisibleTogether,
  ),
  ...duplicatesOf(
    model.ServiceEntry,
    ({ spec }) =>
      spec.hosts.flatMap((host) =>
        spec.ports.map(({ number }) => `ServiceEntry for port ${number} of ${host}`),
      ),
    ['spec', 'hosts'],
    isVisibleTogether,
  ),
  ...duplicatesOf(
    model.Sidecar.filter(({ spec }) => spec.workloadSelector === undefined),
    ({ namespace }) => [`Sidecar without workloadSelector in ${namespace}`],
    ['spec'],
  ),
  ...duplicatesOf(
    model.PeerAuthentication.filter(({ spec, createdAt }) => !hasSelector(spec) && !createdAt),
    ({ namespace }) => [`PeerAuthentication without selector in ${namespace}`],
    ['spec'],
  ),
]

/** Rules of one host are merged; only their traffic policy and each subset must be unique. */
function ruleScopes({ spec, namespace }: Resource<DestinationRule>): readonly string[] {
  const matchLabels = JSON.stringify(spec.workloadSelector?.matchLabels ?? {})
  const rule = `DestinationRule of ${namespace} for ${fullHost(spec.host, namespace)}`
  const labels = matchLabels === '{}' ? '' : ` and workloads ${matchLabels}`
  return [
    ...(spec.trafficPolicy === undefined ? [] : [`${rule}${labels}`]),
    ...(spec.subsets ?? []).map(({ name }) => `${rule}${labels}, subset ${name}`),
  ]
}

function duplicatesOf<Spec>(
  resources: readonly Resource<Spec>[],
  scopesOf: (resource: Resource<Spec>) => readonly string[],
  path: readonly string[],
  conflict: (a: Resource<Spec>, b: Resource<Spec>) => boolean = () => true,
): readonly Problem[] {
  const first = new Map<string, Resource<Spec>>()
  return resources.flatMap((resource) =>
    scopesOf(resource).flatMap((scope) => {
      const earlier = first.get(scope)
      first.set(scope, earlier ?? resource)
      if (earlier === undefined || !conflict(earlier, resource)) return []
      const at = earlier.locate([])
      const message = `second ${scope}; the first is at ${at.file}:${at.line}`
      return [{ ...resource.locate(path), field: path.join('.'), message }]
    }),
  )
}
