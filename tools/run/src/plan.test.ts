import { readTopology } from '@stoa/topology'
import { expect, it } from 'vitest'
import { choose } from './plan.ts'

const topology = readTopology()
const names = (wanted: Parameters<typeof choose>[1]) =>
  choose(topology, wanted).map(({ service, replicas }) => `${service.name} ${replicas}`)

it('without a wish every service runs once', () => {
  expect(names({})).toEqual(topology.services.map(({ name }) => `${name} 1`))
})

it('only the named services run, in the wanted number', () => {
  expect(names({ services: ['orders', 'catalog'], replicas: { orders: 2 } })).toEqual([
    'catalog 1',
    'orders 2',
  ])
})

it('a service that does not exist is refused by name', () => {
  expect(() => names({ services: ['ordres'] })).toThrow('no service ordres')
  expect(() => names({ replicas: { basket: 2 } })).toThrow('no service basket')
})
