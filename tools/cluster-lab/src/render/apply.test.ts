import { expect, it } from 'vitest'
import type { Cluster } from '../kubernetes/cluster.ts'
import type { KubernetesObject } from '../kubernetes/object.ts'
import { applyObjects, inOrderOfUse } from './apply.ts'

const object = (kind: string, name: string, more: object = {}): KubernetesObject => ({
  ...{ apiVersion: 'v1', kind },
  metadata: { name },
  ...more,
})

/** A cluster that stores objects as `store` changes them. */
const clusterThat = (store: (object: KubernetesObject) => KubernetesObject): Cluster => {
  const stored = new Map<string, KubernetesObject>()
  return {
    get: async ({ metadata }) => stored.get(metadata.name),
    apply: async (one) => {
      if (one.kind === 'Wrong') return { object: one, refused: 'no such kind' }
      stored.set(one.metadata.name, store(one))
      return { object: one, stored: store(one) }
    },
    list: async () => [],
    listOf: async () => [],
    change: async () => undefined,
    evict: async () => ({ status: 201, reason: '' }),
    delete: async () => undefined,
    close: () => undefined,
  }
}

it('namespaces are applied first and workloads last', () => {
  const kinds = ['Deployment', 'Service', 'Namespace'].map((kind) => object(kind, kind))
  expect(inOrderOfUse(kinds).map(({ kind }) => kind)).toEqual([
    'Namespace',
    'Service',
    'Deployment',
  ])
})

it('a refusal is reported with its reason, and the other objects are applied', async () => {
  const report = await applyObjects(
    clusterThat((one) => one),
    [object('Wrong', 'a'), object('Service', 'b')],
  )
  expect(report).toEqual({
    applied: 1,
    refused: [{ object: 'Wrong a', reason: 'no such kind' }],
    changed: ['Service b'],
  })
})

it('a second apply reports what it changes, and not what controllers and the API server write', async () => {
  let writes = 0
  const counted = clusterThat((one) => ({
    ...one,
    metadata: {
      ...one.metadata,
      resourceVersion: String(++writes),
      annotations: { 'deployment.kubernetes.io/revision': String(writes) },
    },
    status: { seen: writes },
  }))
  const objects = [object('Service', 'a')]
  await applyObjects(counted, objects)
  expect((await applyObjects(counted, objects)).changed).toEqual([])

  const drifting = clusterThat((one) => ({ ...one, spec: { generated: ++writes } }))
  await applyObjects(drifting, objects)
  expect((await applyObjects(drifting, objects)).changed).toEqual(['Service a'])
})
