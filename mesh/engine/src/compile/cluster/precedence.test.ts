import { expect, test } from 'vitest'
import { compiled } from '../../../test/compiled.ts'
import { destinationRule } from '../../../test/small-mesh.ts'

const host = 'api.commerce.svc.cluster.local'
const name = (subset = '') => `outbound|4999|${subset}|${host}`
const unlimited = 4_294_967_295
const threshold = (expected: object) => ({ circuit_breakers: { thresholds: [expected] } })

test('a subset has its endpoints, and its settings over the port over the rule', () => {
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
])('places get their turn or their share: %s', (settings, expected) => {
  expect(priorities(settings)).toEqual(expected)
})

test('without outlier detection nothing fails over', () => {
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
    'the most exact host counts',
    '1',
    [rule('a', `host: ${host}`, 'commerce'), rule('bb', "host: '*.local'", 'commerce')],
  ],
  [
    'a wildcard counts where nothing else does',
    '2',
    [rule('bb', "host: '*.commerce.svc.cluster.local'", 'commerce')],
  ],
  [
    'the root namespace counts last',
    '2',
    [rule('a', "host: '*.local'", 'istio-system'), rule('bb', `host: ${host}`, 'commerce')],
  ],
  ['the root namespace counts at all', '1', [rule('a', "host: '*.local'", 'istio-system')]],
  [
    'what is not exported does not count elsewhere',
    String(unlimited),
    [rule('a', `host: ${host}, exportTo: ["."]`, 'istio-system')],
  ],
  [
    'a rule for these workloads counts over the others',
    '2',
    [
      rule('a', 'host: api', 'commerce'),
      rule('bb', 'host: api, workloadSelector: { matchLabels: { tier: front } }', 'commerce'),
    ],
  ],
  [
    'a rule for other workloads does not',
    '1',
    [
      rule('a', 'host: api', 'commerce'),
      rule('bb', 'host: api, workloadSelector: { matchLabels: { tier: back } }', 'commerce'),
    ],
  ],
])('of several rules %s', (_, limit, rules) => {
  expect(limitOf(...rules)).toBe(limit)
})
