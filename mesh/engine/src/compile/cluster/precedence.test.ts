import { expect, test } from 'vitest'
import { compiled } from '../../../test/compiled.ts'
import { destinationRule } from '../../../test/small-mesh.ts'

const host = 'api.commerce.svc.cluster.local'
const name = (subset = '') => `outbound|4999|${subset}|${host}`
const unlimited = 4_294_967_295
const threshold = (expected: object) => ({ circuit_breakers: { thresholds: [expected] } })

test('a subset has its own endpoints, and its settings override those of the port and of the rule', () => {
  const rule = destinationRule(`
trafficPolicy:
  loadBalancer: { simple: RANDOM }
  connectionPool: { tcp: { maxConnections: 1 } }
  portLevelSettings: [{ port: { number: 4999 }, connectionPool: { tcp: { maxConnections: 2 } } }]
subsets:
  - { name: v1, labels: { version: v1 } }
  - name: v2
    labels: { version: v2 }
    trafficPolicy: { connectionPool: { tcp: { maxConnections: 3 } } }`)
  const { cluster, endpoints } = compiled([rule])
  const limit = (subset: string) => expect(cluster(name(subset)))
  limit('').toMatchObject({ lb_policy: 'LEAST_REQUEST', ...threshold({ max_connections: 2 }) })
  limit('v1').toMatchObject(threshold({ max_connections: 2 }))
  limit('v2').toMatchObject(threshold({ max_connections: 3 }))
  const ports = (subset: string) =>
    JSON.stringify(endpoints(name(subset))).match(/"port_value":\d/g)
  expect([ports('v1'), ports('v2')]).toEqual([
    ['"port_value":2'],
    ['"port_value":3', '"port_value":4'],
  ])
})

const priorities = (settings: string, outlier = 'outlierDetection: {}') => {
  const { endpoints } = compiled([
    destinationRule(
      `trafficPolicy: { loadBalancer: { localityLbSetting: { ${settings} } }, ${outlier} }`,
    ),
  ]).endpoints(name()) as {
    endpoints: readonly { priority: number; load_balancing_weight: number }[]
  }
  return endpoints.map(({ priority, load_balancing_weight: weight }) => [priority, weight])
}

test.each([
  [
    'enabled: true',
    [
      [0, 1],
      [1, 1],
      [2, 1],
    ],
  ],
  [
    'enabled: false',
    [
      [0, 1],
      [0, 1],
      [0, 1],
    ],
  ],
  [
    'failoverPriority: [version=v2]',
    [
      [1, 1],
      [0, 1],
      [0, 1],
    ],
  ],
  [
    'failoverPriority: [topology.kubernetes.io/region]',
    [
      [0, 1],
      [0, 1],
      [1, 1],
    ],
  ],
  [
    'failover: [{ from: r1, to: r9 }]',
    [
      [0, 1],
      [1, 1],
      [2, 1],
    ],
  ],
  [
    'distribute: [{ from: r1/*, to: { r1/*: 80, r2: 20 } }]',
    [
      [0, 40],
      [0, 40],
      [0, 20],
    ],
  ],
])('localities have priorities or weights: %s', (settings, expected) => {
  expect(priorities(settings)).toEqual(expected)
})

test('without outlier detection there is no failover', () => {
  expect(priorities('enabled: true', 'tls: { mode: ISTIO_MUTUAL }').map(([turn]) => turn)).toEqual([
    0, 0, 0,
  ])
})

const rule = (label: string, spec: string, namespace: string) =>
  `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: ${label}, namespace: ${namespace} }
spec: { ${spec}, trafficPolicy: { connectionPool: { tcp: { maxConnections: ${label.length} } } } }`
const limitOf = (...rules: readonly string[]) =>
  JSON.stringify(compiled(rules).cluster(name())).match(/"max_connections":(\d+)/)?.[1]

test.each([
  [
    'the one with the most specific host applies',
    '1',
    [rule('a', `host: ${host}`, 'commerce'), rule('bb', "host: '*.local'", 'commerce')],
  ],
  [
    'one with a wildcard applies when no other does',
    '2',
    [rule('bb', "host: '*.commerce.svc.cluster.local'", 'commerce')],
  ],
  [
    'the root namespace applies last',
    '2',
    [rule('a', "host: '*.local'", 'istio-system'), rule('bb', `host: ${host}`, 'commerce')],
  ],
  ['the root namespace applies', '1', [rule('a', "host: '*.local'", 'istio-system')]],
  [
    'one that is not exported does not apply in other namespaces',
    String(unlimited),
    [rule('a', `host: ${host}, exportTo: ["."]`, 'istio-system')],
  ],
  [
    'one that selects the workload applies first',
    '2',
    [
      rule('a', 'host: api', 'commerce'),
      rule('bb', 'host: api, workloadSelector: { matchLabels: { tier: front } }', 'commerce'),
    ],
  ],
  [
    'one that selects other workloads does not apply',
    '1',
    [
      rule('a', 'host: api', 'commerce'),
      rule('bb', 'host: api, workloadSelector: { matchLabels: { tier: back } }', 'commerce'),
    ],
  ],
])('of several rules, %s', (_, limit, rules) => {
  expect(limitOf(...rules)).toBe(limit)
})
