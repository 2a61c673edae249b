import { describe, expect, it } from 'vitest'
import { crossServiceFaults } from './rules.ts'
import type { Service } from './service.ts'

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
      'a database with the name of a role that reads statistics',
      [service({ database: 'stock' }), { ...other, monitors: ['database'] }],
      'database: stock is declared by orders and stock',
    ],
    [
      'a secret that is a provider too',
      [service({ providers: { BANK_URL: 'api.bank.example' }, secrets: ['BANK_URL'] })],
      'orders.secrets: BANK_URL is declared in providers too',
    ],
    [
      'two providers with one name',
      [service({ providers: { A_URL: 'a-b.example.com', B_URL: 'a.b.example.com' } })],
      'providers: a-b.example.com of orders and a.b.example.com of orders have one name in a cluster, orders-a-b-example-com',
    ],
    [
      'providers of two services with one name',
      [
        service({ providers: { A_URL: 'eu.example.com' } }),
        { ...other, name: 'orders-eu', providers: { A_URL: 'example.com' } },
      ],
      'providers: eu.example.com of orders and example.com of orders-eu have one name',
    ],
    [
      'a provider with the name of a service',
      [service({ providers: { A_URL: 'example.com' } }), { ...other, name: 'orders-example-com' }],
      'providers: the service orders-example-com and example.com of orders have one name',
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
  ] satisfies [string, Service[], string][])('reports %s', (_, services, named) => {
    expect(crossServiceFaults(services).join('\n')).toContain(named)
  })

  it('accepts one host under two variables, and of two services', () => {
    const providers = { A_URL: 'api.bank.example', B_URL: 'api.bank.example' }
    expect(crossServiceFaults([service({ providers }), { ...other, providers }])).toEqual([])
  })

  it('accepts services that fit', () => {
    expect(
      crossServiceFaults([service({ consumes: ['stock.moved'], calls: ['stock'] }), other]),
    ).toEqual([])
  })
})
