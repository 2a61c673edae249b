import { expect, it } from 'vitest'
import { compareValues } from './compare-fields.ts'
import { refusal, requestsIn, sentFallback } from './fallback.ts'

const proxyTo = (cluster: string) => ({
  filters: [{ name: 'tcp', typed_config: { '@type': 'a.v3.TcpProxy', cluster } }],
})
const ownPort = { ...proxyTo('BlackHoleCluster'), filter_chain_match: { destination_port: 15_001 } }
const outbound = (...chains: readonly object[]) => ({
  ...{ name: 'virtualOutbound', filter_chains: chains },
})
const inbound = { name: 'virtualInbound', ...proxyTo('InboundPassthroughCluster') }
const block = { domains: ['*'], routes: [{ direct_response: { status: 502 } }] }
const allow = { domains: ['*'], routes: [{ route: { cluster: 'PassthroughCluster' } }] }
const host = { domains: ['orders'], routes: [{ route: { cluster: 'outbound|80||orders.a' } }] }
const named = (...names: readonly string[]) => names.map((name) => ({ name }))

const sent = {
  clusters: named('BlackHoleCluster', 'PassthroughCluster', 'outbound|80||orders.a', 'inbound|1||'),
  endpoints: [],
  listeners: [inbound, outbound(ownPort, proxyTo('BlackHoleCluster'))],
  routes: [{ name: '80', virtual_hosts: [host, block] }],
}
const own = { ...refusal, requests: requestsIn([{ virtual_hosts: [host, block] }]) }
const found = (damage: object) =>
  compareValues('orders', sentFallback({ ...sent, ...damage }), own).findings.map(
    ({ what }) => what,
  )

it('hosts beyond the mesh are refused, although every proxy has a cluster that leads to them', () => {
  expect(found({})).toEqual([])
  const asDefault = { ...outbound(ownPort), default_filter_chain: proxyTo('BlackHoleCluster') }
  expect(found({ listeners: [inbound, asDefault] })).toEqual([])
})

it('connections that lead anywhere are found, in the chain for any address or as the default', () => {
  const passed = proxyTo('PassthroughCluster')
  const expected = 'connections: istiod ["BlackHoleCluster","PassthroughCluster"]'
  expect(found({ listeners: [outbound(ownPort, passed)] })[0]).toContain(expected)
  const asDefault = { ...outbound(ownPort), default_filter_chain: passed }
  expect(found({ listeners: [asDefault] })[0]).toContain(expected)
  expect(found({ listeners: [outbound()] })[0]).toContain('connections: istiod []')
})

it('requests that lead anywhere are found, in one route table among several', () => {
  const open = { name: '8080', virtual_hosts: [host, allow] }
  expect(found({ routes: [...sent.routes, open] })).toEqual([
    'requests: istiod [502,"PassthroughCluster"], ours [502]',
    'anywhere: istiod ["8080"], ours []',
  ])
})

it('the route table of a Service may lead any host to that Service, and to no other', () => {
  const leads = { domains: ['*'], routes: [{ route: { cluster: 'outbound|15021||edge.a' } }] }
  const table = (name: string) => ({ name, virtual_hosts: [leads] })
  expect(found({ routes: [...sent.routes, table('edge.a:15021')] })).toEqual([])
  for (const name of ['edge.a:80', '15021'])
    expect(found({ routes: [...sent.routes, table(name)] })).toEqual([
      'requests: istiod [502,"outbound|15021||edge.a"], ours [502]',
    ])
})

it('another listener that leads anywhere, and a cluster of an unknown name, are found', () => {
  const more = { name: '0.0.0.0_80', default_filter_chain: proxyTo('PassthroughCluster') }
  expect(found({ listeners: [...sent.listeners, more] })).toEqual([
    'anywhere: istiod ["0.0.0.0_80"], ours []',
  ])
  const weighted = { weighted_clusters: { clusters: [{ name: 'PassthroughCluster' }] } }
  expect(found({ listeners: [...sent.listeners, { name: 'a', filters: [weighted] }] })).toEqual([
    'anywhere: istiod ["a"], ours []',
  ])
  expect(found({ clusters: [...sent.clusters, { name: 'anything' }] })).toEqual([
    'otherClusters: istiod ["anything"], ours []',
  ])
})

it('a proxy that istiod sends no listener for outgoing connections cannot be compared', () => {
  expect(() => sentFallback({ ...sent, listeners: [inbound] })).toThrow('virtualOutbound')
})
