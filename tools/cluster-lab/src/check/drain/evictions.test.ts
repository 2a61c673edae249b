import { expect, it } from 'vitest'
import type { Cluster } from '../../kubernetes/cluster.ts'
import type { KubernetesObject } from '../../kubernetes/object.ts'
import { drainNode, evictBeyondBudgets } from './evictions.ts'
import { checkQuota } from './quota.ts'

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
function clusterThat(answer: () => number): Cluster {
  const pods = [podOn('first', 'a'), podOn('second', 'b')]
  const lists: Readonly<Record<string, readonly object[]>> = {
    ...{ Pod: pods, PodDisruptionBudget: [budget] },
  }
  return {
    listOf: async (_, kind) => (lists[kind] ?? []) as KubernetesObject[],
    evict: async () => ({ status: answer(), reason: 'of the test' }),
    change: async () => undefined,
    apply: async (object) => ({ object, stored: object }),
    list: async () => [],
    get: async () => undefined,
    delete: async () => undefined,
    close: () => undefined,
  }
}
/** One after the other, and at last 201. */
const answers = (...statuses: readonly number[]) => {
  const left = [...statuses]
  return () => left.shift() ?? 201
}

it('a budget that lets one pod go, and no second one, is no finding', async () => {
  const cluster = clusterThat(answers(201, 429))
  expect(await evictBeyondBudgets(cluster, 'a')).toEqual({ findings: [], evicted: 1, refused: 1 })
})

it.each([
  ['both pods', [201, 201]],
  ['no pod', [429, 429]],
  ['one pod, and fails for the other', [201, 500]],
])('a budget that lets %s go is found', async (_, statuses) => {
  const { findings } = await evictBeyondBudgets(clusterThat(answers(...statuses)), 'a')
  expect(findings).toMatchObject([
    {
      subject: 'PodDisruptionBudget commerce/orders',
      what: expect.stringContaining('expected 201 and 429 for two evictions'),
    },
  ])
})

it('a drain asks again while a budget forbids an eviction', async () => {
  const cluster = clusterThat(answers(429, 429, 201))
  expect(await drainNode(cluster, 'a')).toEqual({ findings: [], evicted: 1, refused: 2 })
})

it('a namespace without quota, and one in which nothing is refused, are found', async () => {
  const { findings } = await checkQuota(clusterThat(answers()))
  expect(findings.map(({ subject }) => subject)).toEqual([
    'commerce',
    'Pod commerce/lab-control',
    'Service commerce/lab-control',
  ])
})
