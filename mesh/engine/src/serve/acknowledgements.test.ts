import { expect, test } from 'vitest'
import { trackAcknowledgements } from './acknowledgements.ts'
import { createSnapshotCache } from './snapshot-cache.ts'

const cluster = (limit: number) => ({ '@type': 'cluster', name: 'a', limit })
const subscription = { node: 'orders', type: 'cluster', names: [] }

function oneNode() {
  const cache = createSnapshotCache()
  cache.set('orders', 'policies', [cluster(1)])
  const acknowledgements = trackAcknowledgements(cache)
  const version = () => String(cache.get(subscription)?.version)
  return { cache, acknowledgements, version }
}

test('a snapshot without subscribed Envoys counts as applied', async () => {
  expect(await oneNode().acknowledgements.applied(0)).toBe(true)
})

test('a snapshot is applied when the last Envoy requests with its version', async () => {
  const { cache, acknowledgements, version } = oneNode()
  acknowledgements.requested(subscription, version())
  cache.set('orders', 'policies', [cluster(2)])
  const applied = acknowledgements.applied(60_000)
  acknowledgements.requested({ ...subscription, node: 'other' }, '')
  acknowledgements.requested(subscription, version())
  expect(await applied).toBe(true)
})

test('a snapshot that an Envoy does not apply is reported as not applied at the timeout', async () => {
  const { cache, acknowledgements, version } = oneNode()
  acknowledgements.requested(subscription, version())
  cache.set('orders', 'policies', [cluster(2)])
  expect(await acknowledgements.applied(1)).toBe(false)
})

test('an Envoy that has disconnected is not waited for', async () => {
  const { cache, acknowledgements } = oneNode()
  acknowledgements.requested(subscription, '')
  cache.set('orders', 'policies', [cluster(2)])
  const applied = acknowledgements.applied(60_000)
  acknowledgements.closed(subscription)
  expect(await applied).toBe(true)
})
