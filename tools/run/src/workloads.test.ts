import { readTopology } from '@stoa/topology'
import { expect, it } from 'vitest'
import type { Places } from './places.ts'
import { planPlatform } from './plan.ts'
import { workloadsOf } from './workloads.ts'

const places = { socket: (name: string) => `/run/${name}` } as Places
const secrets = { of: (purpose: string) => Buffer.from(purpose), password: () => '' }

async function workloads(metrics: boolean) {
  let port = 1
  const ports = { near: async () => port++, free: async () => port++ }
  const selection = { services: ['orders'], replicas: { orders: 2 }, metrics }
  return workloadsOf(await planPlatform(readTopology(), selection, places, ports), secrets)
}

it('Prometheus scrapes every replica and every Envoy at its own port', async () => {
  const all = await workloads(true)
  const targets = all.flatMap(({ scrapes }) => scrapes?.targets ?? [])
  expect(targets.map(({ name, paths }) => `${name} ${paths}`)).toEqual([
    'exporter /metrics',
    'orders /metrics',
    'orders-2 /metrics',
    'edge /stats/prometheus',
    'nats-sidecar /stats/prometheus',
    'exporter-sidecar /stats/prometheus',
    'orders-sidecar /stats/prometheus',
    'orders-2-sidecar /stats/prometheus',
    'prometheus-sidecar /stats/prometheus',
  ])
  expect(new Set(targets.map(({ port }) => port)).size).toBe(targets.length)
  const replica = all.find(({ instance }) => instance === 'orders-2')
  expect(targets.find(({ name }) => name === 'orders-2')).toMatchObject({
    port: replica?.inbound.port,
    ...{ namespace: 'commerce', serviceAccount: 'orders' },
  })
})

it('without metrics there is no Prometheus, and every Envoy still offers its statistics', async () => {
  const all = await workloads(false)
  expect(all.map(({ instance }) => instance)).toEqual(['edge', 'nats', 'orders', 'orders-2'])
  expect(all.every(({ metrics, scrapes }) => metrics !== undefined && !scrapes)).toBe(true)
})
