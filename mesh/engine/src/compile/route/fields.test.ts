import { expect, test } from 'vitest'
import { compiled } from '../../../test/compiled.ts'
import { destinationRule, virtualService } from '../../../test/small-mesh.ts'

const api = 'api.commerce.svc.cluster.local'
const to = 'route: [{ destination: { host: api } }]'
const first = (http: string) => compiled([virtualService(`  - { ${http} }`)]).routes(api)[0]
const cluster = (subset = '', port = 4999) => `outbound|${port}|${subset}|${api}`
const percent = (numerator: number) => ({ numerator, denominator: 'MILLION' })

const rows: readonly (readonly [string, object])[] = [
  ['name: a', { name: 'a' }],
  ['name: a, match: [{ name: b }]', { name: 'a.b' }],
  ['match: [{ uri: { exact: /a } }]', { match: { path: '/a' } }],
  ['match: [{ uri: { prefix: /a } }]', { match: { prefix: '/a' } }],
  ['match: [{ uri: { regex: /a.* } }]', { match: { safe_regex: { regex: '/a.*' } } }],
  ['match: [{ uri: { prefix: /a }, ignoreUriCase: true }]', { match: { case_sensitive: false } }],
  [
    'match: [{ scheme: { exact: https } }]',
    { match: { headers: [{ name: ':scheme', string_match: { exact: 'https' } }] } },
  ],
  [
    'match: [{ method: { regex: P.* } }]',
    { match: { headers: [{ name: ':method', string_match: { safe_regex: { regex: 'P.*' } } }] } },
  ],
  [
    'match: [{ authority: { prefix: a } }]',
    { match: { headers: [{ name: ':authority', string_match: { prefix: 'a' } }] } },
  ],
  ['match: [{ headers: { a: {} } }]', { match: { headers: [{ name: 'a', present_match: true }] } }],
  [
    'match: [{ withoutHeaders: { a: { exact: b } } }]',
    {
      match: { headers: [{ name: 'a', invert_match: true, treat_missing_header_as_empty: true }] },
    },
  ],
  [
    "match: [{ withoutHeaders: { a: { regex: '*' } } }]",
    { match: { headers: [{ name: 'a', present_match: true, invert_match: true }] } },
  ],
  [
    'match: [{ queryParams: { a: { exact: b } } }]',
    { match: { query_parameters: [{ name: 'a', string_match: { exact: 'b' } }] } },
  ],
  ['match: [{ statPrefix: a }]', { stat_prefix: 'a' }],
  ['rewrite: { uri: /b }', { route: { prefix_rewrite: '/b' } }],
  ['rewrite: { authority: b }', { route: { host_rewrite_literal: 'b' } }],
  [
    'rewrite: { uriRegexRewrite: { match: a, rewrite: b } }',
    { route: { regex_rewrite: { pattern: { regex: 'a' }, substitution: 'b' } } },
  ],
  ['timeout: 3s', { route: { timeout: '3s', max_grpc_timeout: '3s' } }],
  ['name: a', { route: { timeout: '0s', cluster: cluster() } }],
  [
    'retries: { attempts: 4, perTryTimeout: 2s, backoff: 50ms }',
    {
      route: {
        retry_policy: {
          num_retries: 4,
          per_try_timeout: '2s',
          retry_back_off: { base_interval: '0.05s' },
        },
      },
    },
  ],
  [
    'retries: { attempts: 1, retryRemoteLocalities: true }',
    {
      route: {
        retry_policy: { retry_priority: { name: 'envoy.retry_priorities.previous_priorities' } },
      },
    },
  ],
  [
    'fault: { delay: { fixedDelay: 1s, percent: 5 } }',
    {
      typed_per_filter_config: {
        'envoy.filters.http.fault': {
          delay: { fixed_delay: '1s', percentage: { numerator: 5, denominator: 'HUNDRED' } },
        },
      },
    },
  ],
  [
    'fault: { abort: { httpStatus: 501, percentage: { value: 0.1 } } }',
    {
      typed_per_filter_config: {
        'envoy.filters.http.fault': { abort: { http_status: 501, percentage: percent(1_000) } },
      },
    },
  ],
  [
    'fault: { abort: { grpcStatus: NOT_FOUND } }',
    { typed_per_filter_config: { 'envoy.filters.http.fault': { abort: { grpc_status: 5 } } } },
  ],
  [
    'mirror: { host: web }, mirrorPercentage: { value: 25 }',
    {
      route: {
        request_mirror_policies: [
          {
            cluster: 'outbound|4999||web.commerce.svc.cluster.local',
            runtime_fraction: { default_value: percent(250_000) },
            trace_sampled: false,
            disable_shadow_host_suffix_append: true,
          },
        ],
      },
    },
  ],
  [
    'mirrors: [{ destination: { host: web } }]',
    {
      route: {
        request_mirror_policies: [{ runtime_fraction: { default_value: percent(1_000_000) } }],
      },
    },
  ],
  [
    'corsPolicy: { allowOrigins: [{ regex: .* }], exposeHeaders: [a, b] }',
    {
      typed_per_filter_config: {
        'envoy.filters.http.cors': {
          allow_origin_string_match: [{ safe_regex: { regex: '.*' } }],
          expose_headers: 'a,b',
          forward_not_matching_preflights: true,
        },
      },
    },
  ],
  [
    'headers: { request: { set: { b: "2", a: "1" } } }',
    {
      request_headers_to_add: [
        { header: { key: 'a', value: '1' }, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD' },
        { header: { key: 'b' } },
      ],
    },
  ],
  [
    'headers: { request: { add: { a: "1" }, remove: [c] } }',
    {
      request_headers_to_add: [{ append_action: 'APPEND_IF_EXISTS_OR_ADD' }],
      request_headers_to_remove: ['c'],
    },
  ],
  ['headers: { response: { remove: [c] } }', { response_headers_to_remove: ['c'] }],
  ['headers: { request: { set: { ":authority": b } } }', { route: { host_rewrite_literal: 'b' } }],
]

test.each(rows)('%s', (http, expected) => {
  expect(first(`${http}, ${to}`)).toMatchObject(expected)
})

const answers: readonly (readonly [string, object])[] = [
  [
    'redirect: { uri: /a }',
    { redirect: { path_redirect: '/a', response_code: 'MOVED_PERMANENTLY' } },
  ],
  [
    'redirect: { prefixRewrite: /b, redirectCode: 308 }',
    { redirect: { prefix_rewrite: '/b', response_code: 'PERMANENT_REDIRECT' } },
  ],
  [
    'redirect: { authority: a, scheme: https, port: 444 }',
    { redirect: { host_redirect: 'a', scheme_redirect: 'https', port_redirect: 444 } },
  ],
  ['redirect: { derivePort: FROM_REQUEST_PORT }', { redirect: { port_redirect: 4999 } }],
  [
    'directResponse: { status: 503, body: { string: no } }',
    { direct_response: { status: 503, body: { inline_string: 'no' } } },
  ],
  [
    'directResponse: { status: 200, body: { bytes: YQ== } }',
    { direct_response: { body: { inline_bytes: 'YQ==' } } },
  ],
  [
    'route: [{ destination: { host: api, subset: v1, port: { number: 81 } } }]',
    { route: { cluster: cluster('v1', 81) } },
  ],
  [
    'route: [{ destination: { host: api }, headers: { response: { add: { a: b } } } }]',
    { response_headers_to_add: [{ header: { key: 'a', value: 'b' } }] },
  ],
  [
    'route: [{ destination: { host: api, subset: v1 }, weight: 3 }, { destination: { host: api, subset: v2 }, weight: 0 }, { destination: { host: web }, weight: 1, headers: { request: { remove: [a] } } }]',
    {
      route: {
        weighted_clusters: {
          clusters: [
            { name: cluster('v1'), weight: 3 },
            { weight: 1, request_headers_to_remove: ['a'] },
          ],
        },
      },
    },
  ],
]

test.each(answers)('%s', (http, expected) => {
  expect(first(http)).toMatchObject(expected)
})

const skipped = [
  'port: 80',
  'sourceLabels: { app: other }',
  'sourceNamespace: other',
  'gateways: [edge]',
]

test.each(skipped)('a match that cannot apply to this workload is omitted: %s', (match) => {
  expect(first(`name: a, match: [{ ${match} }], ${to}`)).not.toHaveProperty('name')
})

test.each([
  'port: 4999',
  'sourceLabels: { app: web }',
  'sourceNamespace: commerce',
  'gateways: [mesh]',
])('a match that applies is kept: %s', (match) => {
  expect(first(`name: a, match: [{ ${match} }], ${to}`)).toHaveProperty('name', 'a')
})

test('a route has the hash policy of its DestinationRule, and retries go to the same endpoint', () => {
  const rule = destinationRule(
    'trafficPolicy: { loadBalancer: { consistentHash: { useSourceIp: true } } }',
  )
  const [route] = compiled([rule, virtualService(`  - { ${to} }`)]).routes(api)
  expect(route).toMatchObject({
    route: { hash_policy: [{ connection_properties: { source_ip: true } }] },
  })
  expect(JSON.stringify(route)).not.toContain('previous_hosts')
})

test('routes after one that matches everything are dropped', () => {
  const routes = compiled([virtualService(`  - { ${to} }\n  - { name: never, ${to} }`)]).routes(api)
  expect(routes).toHaveLength(1)
})

test('a service without a VirtualService has the retries of MeshConfig', () => {
  const mesh = `apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
spec: { meshConfig: { defaultHttpRetryPolicy: { attempts: 7 } } }`
  expect(compiled([mesh]).routes(api)[0]).toMatchObject({
    route: { retry_policy: { num_retries: 7 } },
  })
})

test('a VirtualService of another namespace applies only when it is exported', () => {
  const other = virtualService(`  - { name: a, ${to} }`)
    .replace('namespace: commerce', 'namespace: other')
    .replace('hosts: [api]', `hosts: [${api}]`)
  expect(compiled([other]).routes(api)[0]).toHaveProperty('name', 'a')
  const own = other.replace('spec:', 'spec:\n  exportTo: ["."]')
  expect(compiled([own]).routes(api)[0]).not.toHaveProperty('name')
})
