import { expect, test } from 'vitest'
import { createSnapshotCache } from './snapshot-cache.ts'

const cluster = (name: string, limit: number) => ({ '@type': 'cluster', name, limit })
const all = { node: 'orders', type: 'cluster', names: [] }

test('a version grows only when a resource of the subscription changes', () => {
  const cache = createSnapshotCache()
  const versionOf = (names: string[] = []) => cache.get({ ...all, names })?.version ?? -1
  cache.set('orders', 'policies', [cluster('a', 1), cluster('b', 1)])
  const [first, firstOfA] = [versionOf(), versionOf(['a'])]
  expect(cache.set('orders', 'policies', [cluster('a', 1), cluster('b', 1)])).toBe(false)
  expect([versionOf(), versionOf(['a'])]).toEqual([first, firstOfA])
  expect(cache.set('orders', 'policies', [cluster('a', 1), cluster('b', 2)])).toBe(true)
  expect(versionOf()).toBeGreaterThan(first)
  expect(versionOf(['a'])).toBe(firstOfA)
})

test('removing a resource changes the version of a subscription to all resources', () => {
  const cache = createSnapshotCache()
  cache.set('orders', 'policies', [cluster('a', 1), cluster('b', 1)])
  const before = cache.get(all)?.version ?? 0
  cache.set('orders', 'policies', [cluster('a', 1)])
  expect(cache.get(all)?.version).toBeGreaterThan(before)
  expect(cache.get(all)?.resources).toHaveLength(1)
})

test('setting one group of a node leaves its other groups as they are', () => {
  const cache = createSnapshotCache()
  cache.set('orders', 'policies', [cluster('a', 1)])
  cache.set('orders', 'secrets', [{ '@type': 'secret', name: 'default' }])
  expect(cache.get(all)?.resources).toEqual([cluster('a', 1)])
  expect(cache.get({ ...all, type: 'secret' })?.resources).toHaveLength(1)
})

test('an unknown node or an unknown name has no snapshot, rather than an empty one', () => {
  const cache = createSnapshotCache()
  cache.set('orders', 'policies', [cluster('a', 1)])
  expect(cache.get({ ...all, node: 'other' })).toBeUndefined()
  expect(cache.get({ ...all, names: ['z'] })).toBeUndefined()
  cache.clear('orders')
  expect(cache.get(all)).toBeUndefined()
})

test('listeners are notified only when a resource changed', () => {
  const cache = createSnapshotCache()
  let notifications = 0
  cache.onChange(() => {
    notifications += 1
  })
  cache.set('orders', 'policies', [cluster('a', 1)])
  cache.set('orders', 'policies', [cluster('a', 1)])
  expect(notifications).toBe(1)
})
