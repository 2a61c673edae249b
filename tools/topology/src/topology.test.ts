import { expect, it } from 'vitest'
import { readTopology, streamOf } from './index.ts'

it('the services of this repository are consistent', () => {
  const topology = readTopology()
  expect(topology.services.map(({ name }) => name)).toContain('orders')
  expect(topology.publisherOf('inventory.reserve').name).toBe('orders')
  expect(() => topology.service('unknown')).toThrow('no service unknown')
})

it('a stream has the name of its service in capitals', () => {
  expect(streamOf({ name: 'order-desk' })).toBe('ORDER_DESK')
})
