import { until } from '@stoa/run'
import { z } from 'zod'
import type { Cluster } from '../../kubernetes/cluster.ts'
import { type KubernetesObject, nameOf } from '../../kubernetes/object.ts'

const scaledObject = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string(), uid: z.string() }),
  spec: z.looseObject({
    scaleTargetRef: z.looseObject({ name: z.string() }),
    minReplicaCount: z.int(),
    maxReplicaCount: z.int(),
  }),
})

/** What KEDA, which does not run here, would make of a ScaledObject; it is removed with it. */
function autoscalerOf(object: KubernetesObject): KubernetesObject {
  const { apiVersion, kind, metadata, spec } = scaledObject.parse(object)
  const { name, namespace, uid } = metadata
  return {
    ...{ apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' },
    metadata: {
      ...{ name: `keda-hpa-${name}`, namespace },
      ownerReferences: [{ apiVersion, kind, name, uid }],
    },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', ...spec.scaleTargetRef },
      ...{ minReplicas: spec.minReplicaCount, maxReplicas: spec.maxReplicaCount },
      metrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } },
        },
      ],
    },
  }
}

/** Scales what KEDA would, to the least number of replicas: there are no metrics. */
export async function applyAutoscalers(cluster: Cluster): Promise<void> {
  for (const object of await cluster.listOf('keda.sh/v1alpha1', 'ScaledObject')) {
    const autoscaler = autoscalerOf(object)
    const applied = await cluster.apply(autoscaler)
    if ('refused' in applied) throw new Error(`${nameOf(autoscaler)}: ${applied.refused}`)
  }
}

const withinMs = 30_000

const autoscalerSchema = z.looseObject({
  metadata: z.looseObject({ namespace: z.string() }),
  spec: z.looseObject({
    minReplicas: z.int().default(1),
    scaleTargetRef: z.looseObject({ name: z.string() }),
  }),
})
const scaled = z.looseObject({ spec: z.looseObject({ replicas: z.int() }) })

/** Waits until every Deployment has the least number of replicas that its autoscaler demands. */
export const untilScaled = (cluster: Cluster): Promise<void> =>
  until(
    'the autoscalers',
    async () => {
      const [autoscalers, deployments] = await Promise.all([
        cluster.listOf('autoscaling/v2', 'HorizontalPodAutoscaler'),
        cluster.listOf('apps/v1', 'Deployment'),
      ])
      return autoscalers.every((autoscaler) => {
        const { metadata, spec } = autoscalerSchema.parse(autoscaler)
        const target = deployments.find(
          (one) =>
            one.metadata.name === spec.scaleTargetRef.name &&
            one.metadata.namespace === metadata.namespace,
        )
        return target !== undefined && scaled.parse(target).spec.replicas >= spec.minReplicas
      })
    },
    withinMs,
  )
