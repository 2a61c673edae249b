import { until } from '@stoa/run'
import type { Cluster } from '../../kubernetes/cluster.ts'
import { readState } from './state.ts'

const taint = 'node.kubernetes.io/unschedulable'
const withinMs = 30_000

/** Lets exactly the named nodes take no new pods, and waits until the scheduler can know. */
export async function cordonOnly(cluster: Cluster, names: readonly string[]): Promise<void> {
  const { nodes } = await readState(cluster)
  for (const { metadata, spec } of nodes) {
    const unschedulable = names.includes(metadata.name)
    if (spec.unschedulable === unschedulable) continue
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: metadata.name } }
    await cluster.change(node, { spec: { unschedulable } })
  }
  await until(
    'the taints of cordoned nodes',
    async () =>
      (await readState(cluster)).nodes.every(
        ({ metadata, spec }) =>
          spec.taints.some(({ key }) => key === taint) === names.includes(metadata.name),
      ),
    withinMs,
  )
}
