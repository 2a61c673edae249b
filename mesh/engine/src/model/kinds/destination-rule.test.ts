import { expect, test } from 'vitest'
import { refusal } from '../../../test/refusal.ts'

const rule = (text: string) => `{ host: a, trafficPolicy: { ${text} } }`
test.each([
  ['{ host: a, trafficPolicy: {} }', 'traffic policy must have at least one field'],
  ['{ host: a, subsets: [{ name: b }, { name: b }] }', 'duplicate subset names: b'],
  [
    '{ host: a, workloadSelector: { matchLabels: { a: b } }, exportTo: ["*"] }',
    'beyond current namespace',
  ],
  [rule('connectionPool: {}'), 'connection pool must have at least one field'],
  [
    rule('connectionPool: { http: { h2UpgradePolicy: UPGRADE, useClientProtocol: true } }'),
    'use client protocol must not be true',
  ],
  [
    rule('connectionPool: { http: { http2KeepAlive: { interval: 1s } } }'),
    'http2KeepAlive.timeout',
  ],
  [rule('connectionPool: { tcp: { maxConnections: -1 } }'), 'maxConnections'],
  [rule('outlierDetection: { maxEjectionPercent: 101 }'), 'maxEjectionPercent'],
  [
    rule('outlierDetection: { consecutiveLocalOriginFailures: 1 }'),
    'split external local origin errors is set to false',
  ],
  [
    rule('loadBalancer: { consistentHash: { useSourceIp: true, httpHeaderName: a } }'),
    'only one hash key can be set',
  ],
  [
    rule('loadBalancer: { consistentHash: { useSourceIp: true, maglev: { tableSize: 10 } } }'),
    'must be a prime number',
  ],
  [
    rule(
      'loadBalancer: { consistentHash: { useSourceIp: true, minimumRingSize: 1, maglev: { tableSize: 7 } } }',
    ),
    'only one of MinimumRingSize or',
  ],
  [
    rule(
      'loadBalancer: { consistentHash: { httpCookie: { name: a, attributes: [{ name: b }, { name: b }] } } }',
    ),
    'duplicate cookie attribute',
  ],
  [rule('loadBalancer: { warmup: { duration: 1s, aggression: 0 } }'), 'warmup.aggression'],
  [
    rule('loadBalancer: { localityLbSetting: { distribute: [{ from: a, to: { b: 50 } }] } }'),
    'total locality weight 50 != 100',
  ],
  [
    rule(
      'loadBalancer: { localityLbSetting: { distribute: [{ from: a, to: { b: 50, "b/c": 50 } }] } }',
    ),
    'overlap with previous',
  ],
  [
    rule(
      'loadBalancer: { localityLbSetting: { distribute: [{ from: a, to: { b: 100 } }], failover: [{ from: a, to: b }] } }',
    ),
    "specify 'distribute' and 'failover'",
  ],
  [
    rule('loadBalancer: { localityLbSetting: { failover: [{ from: a, to: a }] } }'),
    'must specify different regions',
  ],
  [
    rule('loadBalancer: { localityLbSetting: { failover: [{ from: a/b, to: c }] } }'),
    'failover only specify region',
  ],
  [
    rule('tls: { mode: SIMPLE, insecureSkipVerify: true, caCertificates: /ca }'),
    'when InsecureSkipVerify is set true',
  ],
  [
    rule('tls: { mode: SIMPLE, credentialName: a, caCertificates: /ca }'),
    'If credentialName is set',
  ],
  [
    rule('portLevelSettings: [{ port: { number: 80 } }]'),
    'port traffic policy must have at least one field',
  ],
  [
    rule('tunnel: { targetHost: a, targetPort: 1 }, proxyProtocol: {}'),
    'tunnel and proxyProtocol must not be set together',
  ],
])('a DestinationRule is refused: %s', (spec, reason) => {
  expect(refusal('DestinationRule', spec)).toContain(reason)
})
