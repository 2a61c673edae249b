import type { Resource } from './resource.ts'
import type { MeshSettings } from './settings.ts'

export interface Target {
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
}

interface TargetRef {
  readonly group?: string | undefined
  readonly kind: string
  readonly name: string
}

interface Selecting {
  readonly selector?:
    | { readonly matchLabels?: Readonly<Record<string, string>> | undefined }
    | undefined
  readonly targetRef?: TargetRef | undefined
  readonly targetRefs?: readonly TargetRef[] | undefined
}

const matchLabels = (spec: Selecting) => Object.entries(spec.selector?.matchLabels ?? {})
const targetsOf = ({ targetRef, targetRefs = [] }: Selecting) =>
  targetRef === undefined ? targetRefs : [targetRef]

/** Whether a policy selects workloads by label. */
export const hasSelector = (spec: Selecting): boolean => matchLabels(spec).length > 0

/** Whether a policy is attached to a Gateway API gateway or a waypoint. */
export const hasTargetRef = (spec: Selecting): boolean => targetsOf(spec).length > 0

/** Whether a target has all of the labels. */
export const hasLabels = (
  target: Target,
  labels: readonly (readonly [string, string])[],
): boolean => labels.every(([name, value]) => target.labels[name] === value)

type Scoping = Pick<MeshSettings, 'rootNamespace' | 'selectorsApplyToGatewayApi'>

/**
 * The policies that apply to a workload: those of the root namespace and of its own that select it.
 */
export const policiesFor = <Spec extends Selecting>(
  resources: readonly Resource<Spec>[],
  target: Target,
  { rootNamespace, selectorsApplyToGatewayApi }: Scoping,
): readonly Resource<Spec>[] =>
  resources.filter(
    ({ namespace, spec }) =>
      (namespace === rootNamespace || namespace === target.namespace) &&
      (hasTargetRef(spec)
        ? namespace === target.namespace && isTarget(target, spec)
        : (selectorsApplyToGatewayApi || gatewayOf(target) === undefined) &&
          hasLabels(target, matchLabels(spec))),
  )

const gatewayApi = 'gateway.networking.k8s.io'

const gatewayOf = ({ labels }: Target): string | undefined => labels[`${gatewayApi}/gateway-name`]

/** A sidecar is never a targetRef, so policies with one do not apply to it. */
const isTarget = (target: Target, spec: Selecting): boolean =>
  targetsOf(spec).some(
    ({ group, kind, name }) =>
      group === gatewayApi && kind === 'Gateway' && gatewayOf(target) === name,
  )
