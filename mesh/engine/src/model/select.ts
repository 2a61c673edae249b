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

export const hasSelector = (spec: Selecting): boolean => matchLabels(spec).length > 0

/** Written for gateways of the Gateway API or waypoints. */
export const hasTargetRef = (spec: Selecting): boolean => targetsOf(spec).length > 0

export const carries = (target: Target, labels: readonly (readonly [string, string])[]): boolean =>
  labels.every(([name, value]) => target.labels[name] === value)

type Scoping = Pick<MeshSettings, 'rootNamespace' | 'selectorsApplyToGatewayApi'>

/** The policies of the root namespace and of the workload's own that select it; they add up. */
export const reaching = <Spec extends Selecting>(
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
          carries(target, matchLabels(spec))),
  )

const gatewayApi = 'gateway.networking.k8s.io'

const gatewayOf = ({ labels }: Target): string | undefined => labels[`${gatewayApi}/gateway-name`]

/** A sidecar is never a target: policies with one do not count for it. */
const isTarget = (target: Target, spec: Selecting): boolean =>
  targetsOf(spec).some(
    ({ group, kind, name }) =>
      group === gatewayApi && kind === 'Gateway' && gatewayOf(target) === name,
  )
