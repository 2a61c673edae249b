import { expect, test } from 'vitest'
import { createRouteDelay } from './route-delay.ts'
import { clusterType, createSnapshotCache, endpointType } from './snapshot-cache.ts'

const cluster = (name: string) => ({ '@type': clusterType, name, type: 'EDS' })
const routes = {
  node: 'web',
  type: 'type.googleapis.com/envoy.config.route.v3.RouteConfiguration',
  names: ['routes'],
}
const all = { node: 'web', type: clusterType, names: [] }
const endpoints = { node: 'web', type: endpointType, names: ['b'] }

function oneCluster() {
  const cache = createSnapshotCache()
  let clock = 0
  const routeDelay = createRouteDelay(cache, () => clock)
  cache.set('web', 'policies', [cluster('a')])
  return { cache, routeDelay, advance: (ms: number) => (clock += ms) }
}

test('routes wait until the Envoy has applied a new cluster and its endpoints', () => {
  const { cache, routeDelay } = oneCluster()
  routeDelay.acknowledged({ ...endpoints, names: ['a'] }, '1')
  routeDelay.acknowledged(all, '1')
  expect(routeDelay.delayMs(routes, '1')).toBe(0)
  cache.set('web', 'policies', [cluster('a'), cluster('b')])
  expect(routeDelay.delayMs(routes, '1')).toBeGreaterThan(0)
  routeDelay.acknowledged(all, '2')
  expect(routeDelay.delayMs(routes, '1')).toBeGreaterThan(0)
  routeDelay.acknowledged(endpoints, '2')
  expect(routeDelay.delayMs(routes, '1')).toBe(0)
})

test('routes stop waiting for a cluster that the Envoy does not apply in time', () => {
  const { routeDelay, advance } = oneCluster()
  expect(routeDelay.delayMs(routes, '1')).toBeGreaterThan(0)
  advance(2_000)
  expect(routeDelay.delayMs(routes, '1')).toBe(0)
})

test('an Envoy that starts gets its routes without delay', () => {
  expect(oneCluster().routeDelay.delayMs(routes, '')).toBe(0)
})

test('a removed cluster stays until it is pruned, and one that is set again is not pruned', () => {
  const { cache } = oneCluster()
  cache.set('web', 'policies', [])
  expect(cache.get(all)?.resources).toHaveLength(1)
  cache.set('web', 'policies', [cluster('a')])
  expect(cache.prune('web')).toBe(false)
  cache.set('web', 'policies', [])
  expect(cache.prune('web')).toBe(true)
  expect(cache.get(all)?.resources).toHaveLength(0)
})
