import { isDeepStrictEqual } from 'node:util'
import { autoscalerFaults, replicasOf } from './autoscaler-faults.ts'
import type { KubernetesObject } from './render.ts'

type Spec = KubernetesObject['spec']

/** Where a service answers, the least seconds that its probe has to fail for, and what follows from it. */
const probes = {
  startupProbe: { path: '/livez', leastSeconds: 30 },
  livenessProbe: { path: '/livez', leastSeconds: 20 },
  readinessProbe: { path: '/readyz', leastSeconds: 5 },
} as const

function probeFaults({ name, ports, ...container }: Spec): readonly string[] {
  return Object.entries(probes).flatMap(([kind, { path, leastSeconds }]) => {
    const probe = container[kind]
    if (!probe?.httpGet) return [`${name} has no ${kind}`]
    const seconds = (probe.periodSeconds ?? 10) * (probe.failureThreshold ?? 3)
    const isPort = ports.some((port: Spec) => port.name === probe.httpGet.port)
    return [
      ...(probe.httpGet.path === path ? [] : [`the ${kind} asks ${probe.httpGet.path}`]),
      ...(isPort ? [] : [`the ${kind} asks a port ${probe.httpGet.port}, which is none`]),
      ...(seconds >= leastSeconds ? [] : [`the ${kind} fails within ${seconds} s`]),
    ]
  })
}

function spreadFaults({ selector, template }: Spec): readonly string[] {
  const constraints = template.spec.topologySpreadConstraints ?? []
  return ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].flatMap((key) => {
    const own = constraints.find((one: Spec) => one.topologyKey === key)
    if (!own) return [`replicas are not spread over ${key}`]
    const expected = {
      ...{ maxSkew: 1, topologyKey: key, whenUnsatisfiable: 'DoNotSchedule' },
      ...{ nodeTaintsPolicy: 'Honor', labelSelector: selector },
      matchLabelKeys: ['pod-template-hash'],
    }
    return isDeepStrictEqual(own, expected) ? [] : [`replicas are spread otherwise over ${key}`]
  })
}

/** A new version takes no pod away before another is ready. */
const rolloutFaults = ({ strategy }: Spec): readonly string[] => {
  const { maxSurge, maxUnavailable } = strategy?.rollingUpdate ?? {}
  if (strategy?.type !== 'RollingUpdate') return ['a new version replaces every pod at once']
  return [
    ...(maxUnavailable === 0 ? [] : [`a new version takes ${maxUnavailable} pods away`]),
    ...(maxSurge >= 1 ? [] : ['a new version has no pod to begin with']),
  ]
}

function budgetFaults(objects: readonly KubernetesObject[], deployment: KubernetesObject) {
  const { least } = replicasOf(objects, deployment)
  const budget = objects.find(
    ({ kind, metadata }) =>
      kind === 'PodDisruptionBudget' && metadata.name === deployment.metadata.name,
  )
  if (!budget) return least > 1 ? ['there is no budget'] : []
  const { maxUnavailable, selector, unhealthyPodEvictionPolicy } = budget.spec
  return [
    ...(maxUnavailable >= 1 && maxUnavailable < least
      ? []
      : [`the budget lets ${maxUnavailable} of ${least} pods go`]),
    ...(isDeepStrictEqual(selector, deployment.spec.selector)
      ? []
      : ['the budget is of other pods']),
    ...(unhealthyPodEvictionPolicy === 'AlwaysAllow' ? [] : ['a broken pod keeps its node']),
  ]
}

/** With the other kind of sidecar, a service would start before its proxy and outlive it. */
const sidecarFaults = (annotations: Readonly<Record<string, string>> | undefined) =>
  annotations?.['sidecar.istio.io/nativeSidecar'] === 'true' ? [] : ['the sidecar is not native']

/** Where a Deployment's pods would not start, be replaced, be spread or be scaled as they must, each with its reason. */
export const workloadFaults = (objects: readonly KubernetesObject[]): readonly string[] => [
  ...objects
    .filter(({ kind }) => kind === 'Deployment')
    .flatMap((deployment) => {
      const { metadata, spec } = deployment
      const faults = [
        ...spec.template.spec.containers.flatMap(probeFaults),
        ...(replicasOf(objects, deployment).most > 1 ? spreadFaults(spec) : []),
        ...rolloutFaults(spec),
        ...budgetFaults(objects, deployment),
        ...sidecarFaults(spec.template.metadata.annotations),
      ]
      return faults.map((fault) => `${metadata.name}: ${fault}`)
    }),
  ...autoscalerFaults(objects),
]
