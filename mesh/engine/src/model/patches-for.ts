import type { ConfigPatch, EnvoyFilter } from './kinds/envoy-filter.ts'
import type { MeshModel } from './mesh-model.ts'
import type { Resource } from './resource.ts'
import { hasLabels, type Target } from './select.ts'

export interface Patch {
  readonly resource: Resource<EnvoyFilter>
  readonly index: number
  readonly patch: ConfigPatch
}

/**
 * The patches for a workload by priority; at equal priority those of the root namespace first, then
 * by age.
 */
export function patchesFor(
  model: MeshModel,
  workload: Target & { readonly kind: string },
): readonly Patch[] {
  const { rootNamespace } = model.settings
  const context = workload.kind === 'gateway' ? 'GATEWAY' : 'SIDECAR_INBOUND'
  return model.EnvoyFilter.filter(
    ({ namespace, spec }) =>
      (namespace === rootNamespace || namespace === workload.namespace) &&
      hasLabels(workload, Object.entries(spec.workloadSelector?.labels ?? {})),
  )
    .toSorted(
      (a, b) =>
        (a.spec.priority ?? 0) - (b.spec.priority ?? 0) ||
        Number(b.namespace === rootNamespace) - Number(a.namespace === rootNamespace) ||
        (a.createdAt ?? '').localeCompare(b.createdAt ?? '') ||
        a.name.localeCompare(b.name),
    )
    .flatMap((resource) =>
      resource.spec.configPatches.map((patch, index) => ({ resource, index, patch })),
    )
    .filter(({ patch: { match } }) => ['ANY', context].includes(match?.context ?? 'ANY'))
}
