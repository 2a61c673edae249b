import { expect, test } from 'vitest'
import { createBulletin } from './bulletin.ts'

const cluster = (name: string, limit: number) => ({ '@type': 'cluster', name, limit })
const all = { node: 'orders', type: 'cluster', names: [] }

test('a version grows when what it stands for changes, and only then', () => {
  const bulletin = createBulletin()
  const ask = (names: string[] = []) => bulletin.read({ ...all, names })?.version ?? -1
  bulletin.post('orders', 'policies', [cluster('a', 1), cluster('b', 1)])
  const [first, firstA] = [ask(), ask(['a'])]
  expect(bulletin.post('orders', 'policies', [cluster('a', 1), cluster('b', 1)])).toBe(false)
  expect([ask(), ask(['a'])]).toEqual([first, firstA])
  expect(bulletin.post('orders', 'policies', [cluster('a', 1), cluster('b', 2)])).toBe(true)
  expect(ask()).toBeGreaterThan(first)
  expect(ask(['a'])).toBe(firstA)
})

test('a removal is news to whoever asks for all', () => {
  const bulletin = createBulletin()
  bulletin.post('orders', 'policies', [cluster('a', 1), cluster('b', 1)])
  const before = bulletin.read(all)?.version ?? 0
  bulletin.post('orders', 'policies', [cluster('a', 1)])
  expect(bulletin.read(all)?.version).toBeGreaterThan(before)
  expect(bulletin.read(all)?.resources).toHaveLength(1)
})

test('topics of a node do not touch each other', () => {
  const bulletin = createBulletin()
  bulletin.post('orders', 'policies', [cluster('a', 1)])
  bulletin.post('orders', 'secrets', [{ '@type': 'secret', name: 'default' }])
  expect(bulletin.read(all)?.resources).toEqual([cluster('a', 1)])
  expect(bulletin.read({ ...all, type: 'secret' })?.resources).toHaveLength(1)
})

test('a node nobody posted for, and a name nobody posted, get no answer rather than an empty one', () => {
  const bulletin = createBulletin()
  bulletin.post('orders', 'policies', [cluster('a', 1)])
  expect(bulletin.read({ ...all, node: 'other' })).toBeUndefined()
  expect(bulletin.read({ ...all, names: ['z'] })).toBeUndefined()
  bulletin.forget('orders')
  expect(bulletin.read(all)).toBeUndefined()
})

test('posting is told to listeners only when something changed', () => {
  const bulletin = createBulletin()
  let news = 0
  bulletin.onNews(() => {
    news += 1
  })
  bulletin.post('orders', 'policies', [cluster('a', 1)])
  bulletin.post('orders', 'policies', [cluster('a', 1)])
  expect(news).toBe(1)
})
