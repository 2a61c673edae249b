import { expect, it } from 'vitest'
import { checkFields } from './check-fields.ts'
import type { Json } from './json.ts'

const typed = (type: string, more: object = {}): Json => ({
  ...{ '@type': `type.googleapis.com/a.v3.${type}`, ...more },
})
const cluster = (name: string) => typed('Cluster', { name })
const orders = cluster('outbound|80||orders.commerce.svc.cluster.local')
const wide = cluster('outbound|443||wide.example')
const refused = { domains: ['*'], routes: [{ direct_response: { status: 502 } }] }
const table = { name: 'routes', virtual_hosts: [refused] }
const tcp = (name: string) => ({ filters: [{ typed_config: { cluster: name } }] })

const sidecar = (fallback: string, ...more: readonly Json[]) => {
  const virtualInbound = { filter_chain_match: { destination_port: 80 }, filters: [] }
  const sent = {
    clusters: [orders, ...more],
    endpoints: [],
    listeners: [
      { name: 'virtualInbound', filter_chains: [virtualInbound] },
      { name: 'virtualOutbound', filter_chains: [tcp(fallback)] },
    ],
    routes: [{ ...table, name: '80' }],
  }
  const inbound = typed('Listener', { name: 'inbound', filter_chains: [{ filters: [] }] })
  const resources = [orders, typed('RouteConfiguration', table), inbound]
  const workload = { service: 'gateway', inbound: { servicePort: 80 } }
  const { findings } = checkFields([
    { workload, sent, compiled: { resources } } as unknown as Parameters<typeof checkFields>[0][0],
  ])
  return findings.map(({ subject, what }) => `${subject}: ${what}`)
}

it('a sidecar that istiod lets call more than our compiler does is found', () => {
  expect(sidecar('BlackHoleCluster')).toEqual([])
  expect(sidecar('BlackHoleCluster', wide)).toEqual([
    'gateway → wide.example:443: istiod sends it, our compiler does not',
  ])
  expect(sidecar('PassthroughCluster')).toContain(
    'gateway, hosts beyond the mesh: connections.0: istiod "PassthroughCluster", ours "BlackHoleCluster"',
  )
})
