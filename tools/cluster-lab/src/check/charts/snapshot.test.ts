import { expect, it } from 'vitest'
import type { KubernetesObject } from '../../kubernetes/object.ts'
import { leftBehind } from './check-removal.ts'
import {
  inventoryFindings,
  olderChartFindings,
  restoredFindings,
  snapshotOf,
  unchangedFindings,
} from './snapshot.ts'

const service = (name: string, metadata: object = {}, spec: object = { port: 1 }) =>
  ({
    ...{ apiVersion: 'v1', kind: 'Service', spec },
    metadata: { name, namespace: 'commerce', uid: `uid-${name}`, ...metadata },
  }) as KubernetesObject
const [orders, payments] = [service('orders'), service('payments')]
const both = snapshotOf([orders, payments])

it('an object that is missing, and one that is left over, are found', () => {
  expect(inventoryFindings([orders, payments], both, 'after')).toEqual([])
  expect(inventoryFindings([orders], both, 'after the rollback')).toMatchObject([
    { subject: 'v1 Service commerce/payments', what: 'is left over after the rollback' },
  ])
  expect(inventoryFindings([orders, payments], snapshotOf([orders]), 'after')).toMatchObject([
    { subject: 'v1 Service commerce/payments', what: 'is missing after' },
  ])
})

it('an object that an upgrade writes, or makes anew, is found; a status is not', () => {
  const written = (changed: KubernetesObject) =>
    unchangedFindings(both, snapshotOf([changed, payments]), 'by it').map(({ subject }) => subject)
  expect(written({ ...orders, status: { replicas: 2 } })).toEqual([])
  expect(written(service('orders', { resourceVersion: '2' }))).toEqual([])
  expect(written(service('orders', {}, { port: 2 }))).toEqual(['v1 Service commerce/orders'])
  expect(written(service('orders', { uid: 'another' }))).toEqual(['v1 Service commerce/orders'])
  expect(written(service('orders', { generation: 2 }))).toEqual(['v1 Service commerce/orders'])
})

it('an object that was made anew is what it was; one with another field is not', () => {
  const restored = (changed: KubernetesObject) =>
    restoredFindings(both, snapshotOf([changed, payments]), 'after it')
  expect(restored(service('orders', { uid: 'another', generation: 3 }))).toEqual([])
  expect(restored(service('orders', {}, { port: 1, clusterIP: '10.96.0.7' }))).toEqual([])
  expect(restored(service('orders', {}, { port: 1, clusterIP: 'None' }))).toHaveLength(1)
  expect(restored(service('orders', {}, { port: 1, selector: {} }))).toHaveLength(1)
  expect(restored(service('orders', { labels: { left: 'over' } }))).toHaveLength(1)
})

it('an older chart that makes what today’s makes is found; one that makes something else is not', () => {
  const found = (older: readonly KubernetesObject[]) =>
    olderChartFindings(snapshotOf(older), both).map(({ what }) => what)
  const anew = [service('orders', { uid: 'another' }), payments]
  for (const same of [[orders, payments], anew])
    expect(found(same)).toEqual([expect.stringContaining("the same objects as today's")])
  for (const other of [[orders], [service('orders', {}, { port: 2 }), payments]])
    expect(found(other)).toEqual([])
})

it('a hook that outlives its release is found', () => {
  const hook = service('orders-migration', { annotations: { 'helm.sh/hook': 'pre-upgrade' } })
  expect(leftBehind([orders, hook], 'after the removal')).toEqual([
    {
      ...{ check: 'upgrade', subject: 'Service commerce/orders-migration' },
      what: 'is left over after the removal',
    },
  ])
})
