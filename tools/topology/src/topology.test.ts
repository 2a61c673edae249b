import { describe, expect, it } from 'vitest'
import { checkTogether, parseService, readTopology, type Service, streamOf } from './index.ts'

const yaml = (changes = '') => `
name: orders
port: 4001
owner: checkout
database: orders
calls: []
publishes: [order.placed]
consumes: []
slo: { availability: 99.9, acceptMsP99: 30 }
size: { cpu: 200m, memory: 192Mi, replicas: 2 }
${changes}`

const service = (changes: Partial<Service>): Service => ({
  name: 'orders',
  port: 4001,
  owner: 'checkout',
  calls: [],
  publishes: [],
  consumes: [],
  slo: { availability: 99.9 },
  size: { cpu: '100m', memory: '128Mi', replicas: 1 },
  ...changes,
})

describe('one service.yaml', () => {
  it('is read whole', () => {
    expect(parseService(yaml(), 'orders').service?.publishes).toEqual(['order.placed'])
  })

  it.each([
    ['a field nobody knows', yaml('colour: red'), 'orders', 'colour'],
    ['broken YAML', 'name: [', 'orders', 'services/orders/service.yaml'],
    ['a folder of another name', yaml(), 'baskets', 'name: orders stands in the folder baskets'],
    ['a wildcard subject', yaml().replace('order.placed', '"order.>"'), 'orders', 'publishes.0'],
    ['a subject named twice', yaml().replace('[order.placed]', '[a.b, a.b]'), 'orders', 'twice'],
    ['a port out of range', yaml().replace('4001', '80'), 'orders', 'port'],
  ])('with %s is refused by file and field', (_, text, folder, named) => {
    const { service: read, faults } = parseService(text, folder)
    expect(read).toBeUndefined()
    expect(faults.join('\n')).toContain(named)
  })
})

describe('services together', () => {
  const other = service({ name: 'stock', port: 4002, publishes: ['stock.moved'] })

  it.each([
    ['two services on one port', [service({}), { ...other, port: 4001 }], 'port: 4001'],
    [
      'two publishers of one subject',
      [service({ publishes: ['stock.moved'] }), other],
      'publishes',
    ],
    [
      'two owners of one database',
      [service({ database: 'x' }), { ...other, database: 'x' }],
      'database: x',
    ],
    ['a call to no service', [service({ calls: ['nobody'] })], 'nobody is no service'],
    ['a call to itself', [service({ calls: ['orders'] })], 'itself'],
    [
      'a question to somebody it does not call',
      [service({ asks: { stock: ['GET /v1/stock'] } }), other],
      'stock is not among its calls',
    ],
    ['a subject nobody publishes', [service({ consumes: ['a.b'] })], 'nobody publishes a.b'],
    ['one name twice', [service({}), { ...other, name: 'orders' }], 'name: orders'],
  ])('%s is refused', (_, services, named) => {
    expect(checkTogether(services).join('\n')).toContain(named)
  })

  it('that fit are accepted', () => {
    expect(
      checkTogether([service({ consumes: ['stock.moved'], calls: ['stock'] }), other]),
    ).toEqual([])
  })
})

it('the services of this repository fit together', () => {
  const topology = readTopology()
  expect(topology.services.map(({ name }) => name)).toContain('orders')
  expect(topology.publisherOf('inventory.reserve').name).toBe('orders')
  expect(() => topology.service('nobody')).toThrow('no service nobody')
})

it('a stream bears its service’s name in capitals', () => {
  expect(streamOf({ name: 'order-desk' })).toBe('ORDER_DESK')
})
