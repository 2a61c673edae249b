import { expect, test } from 'vitest'
import { refusal } from '../../../test/refusal.ts'

const to = 'route: [{ destination: { host: a } }]'
const http = (text: string) => `{ hosts: [a], http: [{ ${text} }] }`
const rule = (text: string) => `{ host: a, trafficPolicy: { ${text} } }`
const entry = (text: string) =>
  `{ hosts: [a.test], ports: [{ number: 80, name: http, protocol: HTTP }], ${text} }`

test.each([
  ['{ hosts: [] }', 'service entry must have at least one host'],
  ['{ hosts: ["*"] }', 'invalid host *'],
  [
    entry('endpoints: [{ address: 1.2.3.4 }]'),
    'no endpoints should be provided for resolution type none',
  ],
  [entry('resolution: STATIC, endpoints: [{ address: a.test }]'), 'is not a valid IP address'],
  [
    entry('resolution: STATIC, endpoints: [{ address: unix:///a, ports: { http: 1 } }]'),
    'must not include ports',
  ],
  [
    entry('resolution: STATIC, endpoints: [{ address: 1.2.3.4, ports: { other: 1 } }]'),
    'not defined by the service entry',
  ],
  [
    entry('resolution: STATIC, endpoints: [], workloadSelector: { labels: { a: b } }'),
    'only one of WorkloadSelector or Endpoints',
  ],
  [entry('resolution: DNS, addresses: [10.0.0.0/8]'), 'CIDR addresses are allowed only for'],
  [entry('resolution: DNS').replace('a.test', '"*.test"'), 'hosts must be FQDN if no endpoints'],
  [
    entry('resolution: DNS_ROUND_ROBIN, endpoints: [{ address: a.test }, { address: b.test }]'),
    'there must only be 0 or 1 endpoint',
  ],
  [entry('resolution: DYNAMIC_DNS'), 'host must be wildcarded'],
  [
    entry('resolution: DNS')
      .replace('hosts: [a.test]', 'hosts: [a.test, b.test]')
      .replace('HTTP }', 'TCP }'),
    'multiple hosts provided with non-HTTP',
  ],
  [entry('resolution: DNS').replace('name: http', 'name: a.b'), 'invalid port name'],
  [entry('exportTo: ["~", a]'), 'to no one (~) and someone'],
])('a ServiceEntry is refused: %s', (spec, reason) => {
  expect(refusal('ServiceEntry', spec)).toContain(reason)
})

test.each([
  ['{}', 'sidecar: empty configuration provided'],
  ['{ egress: [{ hosts: [a.test] }] }', 'host must be of form namespace/dnsName'],
  ['{ egress: [{ hosts: ["./short"] }] }', 'short names (non FQDN) are not allowed'],
  [
    '{ egress: [{ hosts: ["./*"] }, { port: { number: 80 }, hosts: ["./*"] }] }',
    'empty port should be the last',
  ],
  [
    '{ egress: [{ port: { number: 80 }, hosts: ["./*"] }, { port: { number: 80 }, hosts: ["./*"] }] }',
    'must be unique',
  ],
  [
    '{ egress: [{ port: { number: 0 }, hosts: ["./*"] }] }',
    'must have a unix domain socket bind address',
  ],
  [
    '{ ingress: [{ port: { number: 80 }, defaultEndpoint: "1.2.3.4:80" }] }',
    'defaultEndpoint must be of form',
  ],
  ['{ outboundTrafficPolicy: { egressProxy: { host: a.test } } }', 'only with ALLOW_ANY'],
  [
    '{ workloadSelector: { labels: { a: "*" } }, egress: [{ hosts: ["./*"] }] }',
    'wildcard is not supported in selector',
  ],
])('a Sidecar is refused: %s', (spec, reason) => {
  expect(refusal('Sidecar', spec)).toContain(reason)
})

test.each([
  ['{ tracing: [{ providers: [{ name: "" }] }] }', 'providers.name may not be empty'],
  ['{ tracing: [{ randomSamplingPercentage: 101 }] }', 'randomSamplingPercentage'],
  [
    '{ tracing: [{ customTags: { a: {} } }] }',
    'must have one of literal, environment, header and formatter',
  ],
  [
    '{ metrics: [{ overrides: [{ tagOverrides: { a: { operation: UPSERT } } }] }] }',
    'must be set when operation is UPSERT',
  ],
  [
    '{ selector: { matchLabels: { a: b } }, targetRefs: [{ kind: Gateway, name: a }] }',
    'only one of targetRefs or workloadSelector',
  ],
])('a Telemetry is refused: %s', (spec, reason) => {
  expect(refusal('Telemetry', spec)).toContain(reason)
})

test.each([
  ['{ configPatches: [{ patch: { operation: ADD } }] }', 'Envoy filter: missing applyTo'],
  ['{ configPatches: [{ applyTo: CLUSTER, patch: {} }] }', 'Envoy filter: missing patch operation'],
  [
    '{ configPatches: [{ applyTo: CLUSTER, patch: { operation: ADD } }] }',
    'missing patch value for non-remove',
  ],
  [
    '{ configPatches: [{ applyTo: CLUSTER, match: { listener: {} }, patch: { operation: REMOVE } }] }',
    'cannot have non cluster match',
  ],
  [
    '{ configPatches: [{ applyTo: HTTP_FILTER, match: { listener: { filterChain: { filter: { name: a, subFilter: { name: b } } } } }, patch: { operation: REMOVE } }] }',
    'subfilter match requires filter match with',
  ],
])('an EnvoyFilter is refused: %s', (spec, reason) => {
  expect(refusal('EnvoyFilter', spec)).toContain(reason)
})

test.each([
  [
    'VirtualService',
    http(
      `${to}, match: [{ withoutHeaders: { a: { regex: '*' } }, queryParams: { b: { exact: '' } } }]`,
    ),
  ],
  ['VirtualService', http(`${to}, headers: { request: { set: { a: '%REQ(b)% 100%%' } } }`)],
  ['VirtualService', '{ http: [{ route: [{ destination: { host: a } }] }] }'],
  ['DestinationRule', rule('connectionPool: { tcp: { idleTimeout: 0s } }')],
  ['ServiceEntry', entry('resolution: DNS, endpoints: [{ address: localhost }]')],
  ['Sidecar', '{ egress: [{ hosts: ["./*", "~evil/*", "istio-system/*.a.test"] }] }'],
])('a %s is accepted as in Istio: %s', (kind, spec) => {
  expect(refusal(kind, spec)).toBe('accepted')
})
