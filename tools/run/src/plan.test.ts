import { CannotRun, readTopology } from '@stoa/topology'
import { expect, it } from 'vitest'
import { selectServices } from './plan.ts'

const topology = readTopology()
const names = (selection: Parameters<typeof selectServices>[1]) =>
  selectServices(topology, selection).map(({ service, replicas }) => `${service.name} ${replicas}`)

it('with metrics every service runs once', () => {
  expect(names({ metrics: true })).toEqual(topology.services.map(({ name }) => `${name} 1`))
})

it('without metrics services that are part of observability are left out', () => {
  const others = topology.services.filter(({ observability }) => !observability)
  expect(names({ metrics: false })).toEqual(others.map(({ name }) => `${name} 1`))
  expect(names({ services: ['orders'], metrics: true })).toEqual(['exporter 1', 'orders 1'])
})

it('only the named services run, with the given replicas', () => {
  expect(names({ services: ['orders', 'catalog'], replicas: { orders: 2 } })).toEqual([
    'catalog 1',
    'orders 2',
  ])
})

it('an unknown service is refused by its name', () => {
  expect(() => names({ services: ['ordres'] })).toThrow('unknown service ordres')
  expect(() => names({ services: ['ordres'] })).toThrow(CannotRun)
  expect(() => names({ replicas: { basket: 2 } })).toThrow('unknown service basket')
})
