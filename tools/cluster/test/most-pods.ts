import type { KubernetesObject } from './render.ts'

/** How many pods of a Deployment there are at most: as many as its autoscaler permits, and those that a rolling update adds. */
export function mostPods(
  objects: readonly KubernetesObject[],
  { metadata, spec }: KubernetesObject,
): number {
  const scaledBy = (kind: string) =>
    objects.find((one) => one.kind === kind && one.metadata.name === metadata.name)?.spec
  const replicas =
    scaledBy('HorizontalPodAutoscaler')?.maxReplicas ??
    scaledBy('ScaledObject')?.maxReplicaCount ??
    spec.replicas
  return replicas + spec.strategy.rollingUpdate.maxSurge
}
