import { describe, expect, it } from 'vitest'
import { generateTopologies } from './generate.ts'
import { parseService } from './topology.ts'

const yaml = (name: string, port: number, more: string) => `
name: ${name}
port: ${port}
owner: team
${more}
slo: { availability: 99.9 }
size: { cpu: 100m, memory: 128Mi, replicas: 1 }`

const services = [
  yaml(
    'order-desk',
    4001,
    'calls: []\npublishes: [order.placed]\nconsumes: [stock.moved, stock.lost]',
  ),
  yaml('stock', 4002, 'calls: [order-desk]\npublishes: [stock.moved, stock.lost]\nconsumes: []'),
  yaml('pages', 4003, 'calls: []\npublishes: []\nconsumes: []'),
].map((text) => {
  const { service } = parseService(text, /name: (\S+)/.exec(text)?.[1] ?? '')
  if (!service) throw new Error(`not a service: ${text}`)
  return service
})

const topology = {
  services,
  service: (name: string) => services.find((service) => service.name === name) ?? services[0],
  publisherOf: (type: string) => services.find(({ publishes }) => publishes.includes(type)),
}

const files = new Map(generateTopologies(topology as never).map(({ path, text }) => [path, text]))

describe('the topology of a service', () => {
  it('has the stream that holds each type which it consumes', () => {
    const text = files.get('services/order-desk/src/topology.ts')
    expect(text).toContain("consumes: { STOCK: ['stock.moved', 'stock.lost'] }")
    expect(text).toContain("stream: 'ORDER_DESK'")
    expect(text).toContain('export type Published')
  })

  it('has the port of each service that it calls', () => {
    expect(files.get('services/stock/src/topology.ts')).toContain("calls: { 'order-desk': 4001 }")
  })

  it('is not written where it would be empty', () => {
    expect([...files.keys()]).toHaveLength(2)
  })
})
