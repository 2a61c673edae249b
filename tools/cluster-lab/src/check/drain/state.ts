import { z } from 'zod'
import type { Cluster } from '../../kubernetes/cluster.ts'
import { fits } from '../network/selector.ts'

const labels = z.record(z.string(), z.string())
const selector = z.object({
  matchLabels: labels.default({}),
  matchExpressions: z.tuple([]).default([]),
})
const named = { name: z.string(), namespace: z.string() }

const podSchema = z.looseObject({
  metadata: z.looseObject({
    ...named,
    ...{ labels: labels.default({}), deletionTimestamp: z.string().optional() },
    ownerReferences: z.array(z.looseObject({ kind: z.string() })).default([]),
  }),
  spec: z.looseObject({ nodeName: z.string().optional() }),
  status: z.looseObject({
    conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })).default([]),
  }),
})

const budgetSchema = z.looseObject({
  metadata: z.looseObject(named),
  spec: z.looseObject({ selector }),
  status: z.looseObject({ desiredHealthy: z.int(), disruptionsAllowed: z.int() }),
})

const deploymentSchema = z.looseObject({
  metadata: z.looseObject({ ...named, labels: labels.default({}) }),
  spec: z.looseObject({
    ...{ replicas: z.int(), selector },
    template: z.looseObject({
      spec: z.looseObject({
        topologySpreadConstraints: z
          .array(
            z.looseObject({
              ...{ maxSkew: z.int(), topologyKey: z.string(), whenUnsatisfiable: z.string() },
            }),
          )
          .default([]),
      }),
    }),
  }),
})

const nodeSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string(), labels }),
  spec: z.looseObject({
    unschedulable: z.boolean().default(false),
    taints: z.array(z.looseObject({ key: z.string() })).default([]),
  }),
})

export type Pod = z.infer<typeof podSchema>
export type Budget = z.infer<typeof budgetSchema>
export type Deployment = z.infer<typeof deploymentSchema>
export type Node = z.infer<typeof nodeSchema>

/** Where the pods of Deployments are, and what their budgets allow. */
export interface DrainState {
  readonly nodes: readonly Node[]
  readonly pods: readonly Pod[]
  readonly budgets: readonly Budget[]
  readonly deployments: readonly Deployment[]
}

const isDrained = ({ metadata }: Pod): boolean =>
  metadata.ownerReferences.some(({ kind }) => kind === 'ReplicaSet')

export async function readState(cluster: Cluster): Promise<DrainState> {
  const [nodes, pods, budgets, deployments] = await Promise.all([
    cluster.listOf('v1', 'Node'),
    cluster.listOf('v1', 'Pod'),
    cluster.listOf('policy/v1', 'PodDisruptionBudget'),
    cluster.listOf('apps/v1', 'Deployment'),
  ])
  return {
    nodes: nodes.map((node) => nodeSchema.parse(node)),
    pods: pods.map((pod) => podSchema.parse(pod)).filter(isDrained),
    budgets: budgets.map((budget) => budgetSchema.parse(budget)),
    deployments: deployments.map((one) => deploymentSchema.parse(one)),
  }
}

interface Selecting {
  readonly metadata: { readonly namespace: string }
  readonly spec: { readonly selector: z.infer<typeof selector> }
}

export const podsOf = ({ metadata, spec }: Selecting, pods: readonly Pod[]): readonly Pod[] =>
  pods.filter(
    (pod) =>
      pod.metadata.namespace === metadata.namespace && fits(spec.selector, pod.metadata.labels),
  )

/** Ready, and not on its way out. */
export const isHealthy = ({ metadata, status }: Pod): boolean =>
  metadata.deletionTimestamp === undefined &&
  status.conditions.some(({ type, status }) => type === 'Ready' && status === 'True')

/** Every Deployment has as many pods as replicas, whether they have a node or not. Pure. */
export const areReplaced = ({ deployments, pods }: DrainState): boolean =>
  deployments.every((deployment) => {
    const staying = podsOf(deployment, pods).filter(
      ({ metadata }) => metadata.deletionTimestamp === undefined,
    )
    return staying.length === deployment.spec.replicas
  })
