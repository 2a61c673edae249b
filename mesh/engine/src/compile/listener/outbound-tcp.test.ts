import { expect, test } from 'vitest'
import { compiled } from '../../../test/compiled.ts'
import { destinationRule, resource } from '../../../test/small-mesh.ts'

const entry = (protocol: string, resolution = 'DNS') =>
  resource(
    'ServiceEntry',
    'db',
    `hosts: [db.test]\nports: [{ number: 5432, name: db, protocol: ${protocol} }]\nresolution: ${resolution}`,
  )
const service = (spec: string) => resource('VirtualService', 'db', `hosts: [db.test]\n${spec}`)
const proxies = (...resources: readonly string[]) => {
  const { filter_chains: chains } = compiled(resources).listener('outbound-db.test')
  return (chains ?? []) as readonly { filters: readonly { typed_config: object }[] }[]
}
const targets = (...resources: readonly string[]) =>
  proxies(...resources).map(({ filters }) => filters[0]?.typed_config)
const cluster = 'outbound|5432||db.test'

test('a TCP host has a listener at the port that the workload sets for it', () => {
  expect(targets(entry('TCP'))).toMatchObject([{ cluster, idle_timeout: '0s' }])
  expect(targets()).toEqual([])
})

test('a route distributes connections by weight, for its port and workloads', () => {
  const route = (match: string) =>
    service(
      `tcp: [{ match: [{ ${match} }], route: [{ destination: { host: db.test, subset: a }, weight: 1 }, { destination: { host: db.test, subset: b }, weight: 3 }] }]`,
    )
  const shared = {
    weighted_clusters: {
      clusters: [{ name: 'outbound|5432|a|db.test', weight: 1 }, { weight: 3 }],
    },
  }
  expect(targets(entry('TCP'), route('port: 5432'))).toMatchObject([shared])
  expect(targets(entry('TCP'), route('sourceLabels: { app: web }'))).toMatchObject([shared])
  expect(targets(entry('TCP'), route('port: 1'))).toMatchObject([{ cluster }])
  expect(targets(entry('TCP'), route('sourceLabels: { app: other }'))).toMatchObject([{ cluster }])
  expect(targets(entry('TCP'), route('gateways: [edge]'))).toMatchObject([{ cluster }])
})

test('TLS connections are routed by SNI', () => {
  const route = service(
    'tls: [{ match: [{ sniHosts: [db.test] }], route: [{ destination: { host: api, port: { number: 4999 } } }] }]',
  )
  expect(proxies(entry('TLS'), route)).toMatchObject([
    { filter_chain_match: { server_names: ['db.test'] } },
    {},
  ])
  expect(targets(entry('TLS'), route)).toMatchObject([
    { cluster: 'outbound|4999||api.commerce.svc.cluster.local' },
    { cluster },
  ])
})

test('a connection has the lifetime and idle timeout of the rule', () => {
  const rule = destinationRule(
    'trafficPolicy: { connectionPool: { tcp: { idleTimeout: 5s, maxConnectionDuration: 1h } } }',
  ).replace('host: api', 'host: db.test')
  expect(targets(entry('TCP'), rule)).toMatchObject([
    { idle_timeout: '5s', max_downstream_connection_duration: '3600s' },
  ])
})

test('a TCP host without addresses is refused with its line', () => {
  expect(() => proxies(entry('TCP', 'NONE'))).toThrow(
    'spec.resolution: a TCP connection to db.test needs',
  )
})
