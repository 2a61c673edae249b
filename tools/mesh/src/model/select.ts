import type { Resource } from './resource.ts'
import type { MeshSettings } from './settings.ts'

export interface Target {
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
}

interface Selecting {
  readonly selector?:
    | { readonly matchLabels?: Readonly<Record<string, string>> | undefined }
    | undefined
  readonly targetRef?: unknown
  readonly targetRefs?: readonly unknown[] | undefined
}

const matchLabels = (spec: Selecting) => Object.entries(spec.selector?.matchLabels ?? {})

export const hasSelector = (spec: Selecting): boolean => matchLabels(spec).length > 0

/** Written for gateways of the Gateway API and waypoints: sidecars do not see it at all. */
export const hasTargetRef = ({ targetRef, targetRefs = [] }: Selecting): boolean =>
  targetRef !== undefined || targetRefs.length > 0

export const carries = (target: Target, labels: readonly (readonly [string, string])[]): boolean =>
  labels.every(([name, value]) => target.labels[name] === value)

/** The policies of the root namespace and of the workload's own that select it; they add up. */
export const reaching = <Spec extends Selecting>(
  resources: readonly Resource<Spec>[],
  target: Target,
  { rootNamespace }: Pick<MeshSettings, 'rootNamespace'>,
): readonly Resource<Spec>[] =>
  resources.filter(
    ({ namespace, spec }) =>
      (namespace === rootNamespace || namespace === target.namespace) &&
      !hasTargetRef(spec) &&
      carries(target, matchLabels(spec)),
  )
