import { describe, expect, it } from 'vitest'
import { crossServiceFaults, parseService, readTopology, type Service, streamOf } from './index.ts'

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

const long = 'a'.repeat(40)

describe('parseService', () => {
  it('reads every field', () => {
    expect(parseService(yaml(), 'orders').service?.publishes).toEqual(['order.placed'])
  })

  it.each([
    ['an unknown field', yaml('colour: red'), 'orders', 'colour'],
    ['broken YAML', 'name: [', 'orders', 'services/orders/service.yaml'],
    ['a folder with another name', yaml(), 'baskets', 'name: expected baskets'],
    ['a wildcard subject', yaml().replace('order.placed', '"order.>"'), 'orders', 'publishes.0'],
    ['a duplicate subject', yaml().replace('[order.placed]', '[a.b, a.b]'), 'orders', 'twice'],
    [
      'a provider with a scheme',
      yaml('providers: { BANK_URL: "https://x.y" }'),
      'orders',
      'BANK_URL',
    ],
    ['a secret that is no variable', yaml('secrets: [bank-key]'), 'orders', 'secrets.0'],
    ['a name too long for Kubernetes', yaml().replace('orders', long), long, 'at most 31'],
    ['a port out of range', yaml().replace('4001', '80'), 'orders', 'port'],
    ["a port of Istio's sidecars", yaml().replace('4001', '15090'), 'orders', "not Istio's"],
    ['a port of the broker', yaml().replace('4001', '4222'), 'orders', "not the broker's"],
    ['a replica too many', yaml().replace('replicas: 2', 'replicas: 1001'), 'orders', '<=1000'],
    ['more memory than a node has', yaml().replace('192Mi', '1000Gi'), 'orders', 'up to 999Gi'],
    ['more cores than a node has', yaml().replace('200m', '"1000"'), 'orders', 'up to 999'],
    ['a dash at the end of its name', yaml().replace('orders', 'orders-'), 'orders-', 'no dash'],
    ['the name of the broker', yaml().replace('orders', 'nats'), 'nats', 'name: nats is the name'],
    ['the name of a policy', yaml().replace('orders', 'broker'), 'broker', 'name: broker is'],
    [
      'the name of a migration',
      yaml().replace('orders', 'a-migration'),
      'a-migration',
      'name: a-migration is the name',
    ],
    [
      'a database of the server itself',
      yaml().replace('database: orders', 'database: postgres'),
      'orders',
      'database: postgres is the name',
    ],
    ['a size of nothing', yaml().replace('200m', '0m'), 'orders', 'size.cpu'],
  ])('reports the file and field of %s', (_, text, folder, named) => {
    const { service: read, faults } = parseService(text, folder)
    expect(read).toBeUndefined()
    expect(faults.join('\n')).toContain(named)
  })
})

describe('crossServiceFaults', () => {
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
    [
      'a call to an unknown service',
      [service({ calls: ['unknown'] })],
      'there is no service unknown',
    ],
    ['a call to itself', [service({ calls: ['orders'] })], 'does not call itself'],
    [
      'an operation of a service that is not called',
      [service({ asks: { stock: ['GET /v1/stock'] } }), other],
      'stock is not listed in calls',
    ],
    ['a subject without a publisher', [service({ consumes: ['a.b'] })], 'no service publishes a.b'],
    [
      'replicas of no database',
      [service({ replicaReads: { maxLagMs: 1000 } })],
      'orders.replicaReads: the service has no database',
    ],
    [
      'a development service that publishes',
      [service({ development: true, publishes: ['a.b'] })],
      'orders.publishes: no cluster has',
    ],
    ['a duplicate name', [service({}), { ...other, name: 'orders' }], 'name: orders'],
  ])('reports %s', (_, services, named) => {
    expect(crossServiceFaults(services).join('\n')).toContain(named)
  })

  it('accepts services that fit', () => {
    expect(
      crossServiceFaults([service({ consumes: ['stock.moved'], calls: ['stock'] }), other]),
    ).toEqual([])
  })
})

it('the services of this repository are consistent', () => {
  const topology = readTopology()
  expect(topology.services.map(({ name }) => name)).toContain('orders')
  expect(topology.publisherOf('inventory.reserve').name).toBe('orders')
  expect(() => topology.service('unknown')).toThrow('no service unknown')
})

it('a stream has the name of its service in capitals', () => {
  expect(streamOf({ name: 'order-desk' })).toBe('ORDER_DESK')
})
