import { expect, test } from 'vitest'
import { clusterType, createBulletin, endpointType } from './bulletin.ts'
import { createReadiness } from './readiness.ts'

const cluster = (name: string) => ({ '@type': clusterType, name, type: 'EDS' })
const routes = {
  node: 'web',
  type: 'type.googleapis.com/envoy.config.route.v3.RouteConfiguration',
  names: ['routes'],
}
const all = { node: 'web', type: clusterType, names: [] }
const endpoints = { node: 'web', type: endpointType, names: ['b'] }

function newMesh() {
  const bulletin = createBulletin()
  let clock = 0
  const readiness = createReadiness(bulletin, () => clock)
  bulletin.post('web', 'policies', [cluster('a')])
  return { bulletin, readiness, wait: (ms: number) => (clock += ms) }
}

test('routes wait until the proxy knows a new cluster and where it is', () => {
  const { bulletin, readiness } = newMesh()
  for (const names of [['a']]) readiness.heard({ ...endpoints, names }, '1')
  readiness.heard(all, '1')
  expect(readiness.holdMs(routes, '1')).toBe(0)
  bulletin.post('web', 'policies', [cluster('a'), cluster('b')])
  expect(readiness.holdMs(routes, '1')).toBeGreaterThan(0)
  readiness.heard(all, '2')
  expect(readiness.holdMs(routes, '1')).toBeGreaterThan(0)
  readiness.heard(endpoints, '2')
  expect(readiness.holdMs(routes, '1')).toBe(0)
})

test('routes wait no longer for a cluster that is refused', () => {
  const { readiness, wait } = newMesh()
  expect(readiness.holdMs(routes, '1')).toBeGreaterThan(0)
  wait(2_000)
  expect(readiness.holdMs(routes, '1')).toBe(0)
})

test('a proxy that starts waits for nothing', () => {
  expect(newMesh().readiness.holdMs(routes, '')).toBe(0)
})

test('a cluster stays until it is dropped, and comes back as if it had not gone', () => {
  const { bulletin } = newMesh()
  bulletin.post('web', 'policies', [])
  expect(bulletin.read(all)?.resources).toHaveLength(1)
  bulletin.post('web', 'policies', [cluster('a')])
  expect(bulletin.drop('web')).toBe(false)
  bulletin.post('web', 'policies', [])
  expect(bulletin.drop('web')).toBe(true)
  expect(bulletin.read(all)?.resources).toHaveLength(0)
})
