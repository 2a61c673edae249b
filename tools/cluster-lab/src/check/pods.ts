import { until } from '@stoa/run'
import { z } from 'zod'
import type { Cluster } from '../kubernetes/cluster.ts'
import { type Pod, parsePod, problemsOf } from './pod.ts'
import type { CheckResult, Finding } from './report.ts'

const withinMs = 60_000

const deploymentSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string(), namespace: z.string() }),
  spec: z.looseObject({
    replicas: z.int().default(1),
    selector: z.looseObject({ matchLabels: z.record(z.string(), z.string()).default({}) }),
  }),
  status: z
    .looseObject({
      conditions: z
        .array(z.looseObject({ type: z.string(), message: z.string().default('') }))
        .default([]),
    })
    .default({ conditions: [] }),
})
type Deployment = z.infer<typeof deploymentSchema>

const selects = ({ spec, metadata }: Deployment, pod: Pod): boolean =>
  pod.metadata.namespace === metadata.namespace &&
  Object.entries(spec.selector.matchLabels).every(
    ([name, value]) => pod.metadata.labels[name] === value,
  )

export interface PodsResult extends CheckResult {
  readonly pods: readonly Pod[]
}

/** Every workload of the namespaces has its pods, each with istiod's sidecar and on a node. */
export async function checkPods(
  cluster: Cluster,
  namespaces: readonly string[],
): Promise<PodsResult> {
  const read = () => readWorkloads(cluster, namespaces)
  await until('the pods', async () => findingsOf(await read()).length === 0, withinMs).catch(
    () => undefined,
  )
  const found = await read()
  return {
    pods: found.pods,
    findings: findingsOf(found),
    figures: { workloads: found.deployments.length, pods: found.pods.length },
  }
}

interface Workloads {
  readonly deployments: readonly Deployment[]
  readonly pods: readonly Pod[]
}

async function readWorkloads(cluster: Cluster, namespaces: readonly string[]): Promise<Workloads> {
  const perNamespace = await Promise.all(
    namespaces.map(async (namespace) => ({
      deployments: await cluster.list(`/apis/apps/v1/namespaces/${namespace}/deployments`),
      pods: await cluster.list(`/api/v1/namespaces/${namespace}/pods`),
    })),
  )
  return {
    deployments: perNamespace.flatMap(({ deployments }) =>
      deployments.map((one) => deploymentSchema.parse(one)),
    ),
    pods: perNamespace.flatMap(({ pods }) => pods.map(parsePod)),
  }
}

const findingsOf = ({ deployments, pods }: Workloads): readonly Finding[] => [
  ...deployments.flatMap((deployment) => missingPods(deployment, pods)),
  ...pods.flatMap((pod) =>
    problemsOf(pod).map((what) => ({
      ...{ check: 'pods', subject: `pod ${pod.metadata.namespace}/${pod.metadata.name}`, what },
    })),
  ),
]

function missingPods(deployment: Deployment, pods: readonly Pod[]): readonly Finding[] {
  const { metadata, spec, status } = deployment
  const own = pods.filter((pod) => selects(deployment, pod)).length
  if (own === spec.replicas) return []
  const failure = status.conditions.find(({ type }) => type === 'ReplicaFailure')?.message
  const what = `has ${own} of ${spec.replicas} pods${failure ? `: ${failure}` : ''}`
  return [{ check: 'pods', subject: `Deployment ${metadata.namespace}/${metadata.name}`, what }]
}
