import { expect, it } from 'vitest'
import type { Cluster } from '../../kubernetes/cluster.ts'
import type { KubernetesObject } from '../../kubernetes/object.ts'
import { drainNode, evictBeyondBudgets } from './evictions.ts'
import { checkQuota } from './quota.ts'

const taint = { key: 'node.kubernetes.io/unschedulable' }
const labels = { app: 'orders' }
const podOn = (name: string, nodeName: string) => ({
  metadata: { name, namespace: 'commerce', labels, ownerReferences: [{ kind: 'ReplicaSet' }] },
  ...{ spec: { nodeName }, status: { conditions: [{ type: 'Ready', status: 'True' }] } },
})
const budget = {
  metadata: { name: 'orders', namespace: 'commerce' },
  spec: { selector: { matchLabels: labels } },
  status: { desiredHealthy: 1, disruptionsAllowed: 1 },
}

/** A cluster of two nodes with a pod each; `answer` is what the API server says to an eviction. */
function clusterThat(answer: (pod: string, dryRun: boolean) => number): Cluster {
  const cordoned = new Set<string>()
  const pods = [podOn('first', 'a'), podOn('second', 'b')]
  const lists: Readonly<Record<string, () => readonly object[]>> = {
    Node: () =>
      ['a', 'b'].map((name) => ({
        metadata: { name, labels: {} },
        spec: { unschedulable: cordoned.has(name), taints: cordoned.has(name) ? [taint] : [] },
      })),
    Pod: () => pods,
    PodDisruptionBudget: () => [budget],
  }
  return {
    listOf: async (_, kind) => (lists[kind]?.() ?? []) as KubernetesObject[],
    change: async ({ metadata }) => void cordoned.add(metadata.name),
    evict: async ({ metadata }, { dryRun = false } = {}) => {
      const status = answer(metadata.name, dryRun)
      if (status === 201 && !dryRun) pods.splice(0, pods.length, podOn('second', 'b'))
      return { status, reason: 'of the test' }
    },
    apply: async (object) => ({ object, stored: object }),
    list: async () => [],
    get: async () => undefined,
    delete: async () => undefined,
    close: () => undefined,
  }
}

it('a budget that lets one pod go, and no second one, is no finding', async () => {
  const cluster = clusterThat((_, dryRun) => (dryRun ? 429 : 201))
  expect(await evictBeyondBudgets(cluster, 'a')).toEqual({ findings: [], evicted: 1, refused: 1 })
})

it('a budget that lets two pods go, and one that lets none go, are found', async () => {
  const open = await evictBeyondBudgets(
    clusterThat(() => 201),
    'a',
  )
  expect(open.findings).toMatchObject([{ what: 'permits a second eviction beyond it' }])
  const closed = await evictBeyondBudgets(
    clusterThat(() => 429),
    'a',
  )
  expect(closed.findings).toMatchObject([{ what: 'forbids a first eviction: of the test' }])
})

it('a drain asks again while a budget forbids an eviction', async () => {
  let asked = 0
  const cluster = clusterThat(() => (++asked < 3 ? 429 : 201))
  expect(await drainNode(cluster, 'a')).toEqual({ findings: [], evicted: 1, refused: 2 })
})

it('a namespace without quota, and one in which nothing is refused, are found', async () => {
  const { findings } = await checkQuota(clusterThat(() => 201))
  expect(findings.map(({ subject }) => subject)).toEqual([
    'commerce',
    'Pod commerce/lab-control',
    'Service commerce/lab-control',
  ])
})
