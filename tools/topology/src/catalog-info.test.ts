import { expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { generateCatalogInfo } from './catalog-info.ts'
import { type Service, serviceSchema } from './service.ts'

const service = (name: string, more: object): Service =>
  serviceSchema.parse({
    ...{ name, port: 4_001, owner: 'checkout', calls: [], publishes: [], consumes: [] },
    ...{ slo: { availability: 99.9 }, size: { cpu: '1', memory: '1Gi', replicas: 1 } },
    ...more,
  })

it('each service is a component of its owner, with its API, its database and what it calls', () => {
  const services = [
    service('orders', { database: 'orders', calls: ['stock', 'quiet'] }),
    ...[service('stock', { owner: 'fulfilment' }), service('quiet', {})],
  ]
  const descriptions = new Map([
    ['orders', 'What was bought'],
    ['stock', 'What is left'],
  ])
  const { text } = generateCatalogInfo({ services }, descriptions)
  const entities = parseAllDocuments(text).map((one) => one.toJS())
  expect(entities.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
    ...['System stoa', 'Group checkout', 'Group fulfilment'],
    ...['Component orders', 'API orders', 'Resource orders-database'],
    ...['Component stock', 'API stock', 'Component quiet'],
  ])
  expect(entities[3].spec).toEqual({
    ...{ type: 'service', lifecycle: 'production', owner: 'checkout', system: 'stoa' },
    ...{ providesApis: ['orders'], consumesApis: ['stock'] },
    dependsOn: ['resource:orders-database'],
  })
  expect(entities[4].spec.definition).toEqual({ $text: './services/orders/openapi.json' })
})
