import { expect, test } from 'vitest'
import { compiled } from '../../../test/compiled.ts'
import { resource } from '../../../test/small-mesh.ts'

const manager = 'filter: { name: envoy.filters.network.http_connection_manager }'
const limit = `{ '@type': type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit, stat_prefix: a }`
interface Written {
  readonly applyTo?: string
  readonly match?: string
  readonly operation?: string
  readonly value?: string
}
const filter = ({
  applyTo = 'HTTP_FILTER',
  match = `context: SIDECAR_INBOUND, listener: { filterChain: { ${manager} } }`,
  operation = 'INSERT_BEFORE',
  value = `name: envoy.filters.http.local_ratelimit, typed_config: ${limit}`,
}: Written = {}) =>
  resource(
    'EnvoyFilter',
    'a',
    `workloadSelector: { labels: { app: web } }\nconfigPatches: [{ applyTo: ${applyTo}, match: { ${match} }, patch: { operation: ${operation}, value: { ${value} } } }]`,
  )
const namesOf = (text: string) =>
  [...text.matchAll(/"name":"((?:envoy\.filters\.http|istio)\.[a-z_.]+)"/g)].map(([, name]) => name)
const inbound = (written: Written, instance = 'web') =>
  namesOf(JSON.stringify(compiled([filter(written)], instance).listener('inbound')))

test('a filter is inserted first or before the router', () => {
  expect(inbound({})[0]).toBe('envoy.filters.http.local_ratelimit')
  expect(inbound({ operation: 'INSERT_FIRST' })[0]).toBe('envoy.filters.http.local_ratelimit')
  const last = inbound({
    match: `context: SIDECAR_INBOUND, listener: { filterChain: { ${manager.replace(' }', ', subFilter: { name: envoy.filters.http.router } }')} } }`,
  })
  expect(last.indexOf('envoy.filters.http.local_ratelimit')).toBeGreaterThan(
    last.indexOf('istio.authorization.allow'),
  )
})

test('it applies to the workloads that it selects, and its configuration has its own discovery', () => {
  expect(inbound({}, 'api-1')).not.toContain('envoy.filters.http.local_ratelimit')
  const own = compiled([filter()]).all.filter(
    ({ name }) => name === 'envoy.filters.http.local_ratelimit',
  )
  expect(own).toMatchObject([{ typed_config: { stat_prefix: 'a' } }])
})

test('a patch is merged into its route', () => {
  const merge = filter({
    applyTo: 'HTTP_ROUTE',
    match: "context: SIDECAR_INBOUND, routeConfiguration: { vhost: { name: 'inbound|http|4999' } }",
    operation: 'MERGE',
    value: `route: { rate_limits: [{ actions: [] }] }, typed_per_filter_config: { envoy.filters.http.local_ratelimit: ${limit} }`,
  })
  expect(compiled([merge]).table('inbound|4999||').virtual_hosts).toMatchObject([
    {
      routes: [
        {
          route: { rate_limits: [{ actions: [] }] },
          typed_per_filter_config: { 'envoy.filters.http.local_ratelimit': { stat_prefix: 'a' } },
        },
      ],
    },
  ])
  const otherVirtualHost = merge.replace('inbound|http|4999', 'inbound|http|1')
  expect(JSON.stringify(compiled([otherVirtualHost]).table('inbound|4999||'))).not.toContain(
    'rate_limits',
  )
})

const managerType =
  'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager'
const mapper = (status: number, from = 403) =>
  `{ filter: { status_code_filter: { comparison: { op: EQ, value: { default_value: ${from}, runtime_key: a } } } }, status_code: ${status} }`
const replies = (config: string, more: Written = {}) => ({
  applyTo: 'NETWORK_FILTER',
  operation: 'MERGE',
  value: `typed_config: { '@type': ${managerType}, ${config} }`,
  ...more,
})
const bodyFormat = (title: string) =>
  `body_format: { content_type: application/problem+json, json_format: { ${title} } }`

test('local replies of several filters are merged: lists appended, formats field by field', () => {
  const first = replies(
    `local_reply_config: { mappers: [${mapper(401)}], ${bodyFormat('title: a, code: b')} }`,
  )
  const second = replies(
    `local_reply_config: { mappers: [${mapper(404, 405)}], ${bodyFormat('title: c')} }`,
  )
  const both = [filter(first), filter(second).replace('name: a,', 'name: b,')]
  const { filter_chains: chains } = compiled(both).listener('inbound')
  const merged = {
    mappers: [{ status_code: 401 }, { status_code: 404 }],
    body_format: {
      content_type: 'application/problem+json',
      json_format: { title: 'c', code: 'b' },
    },
  }
  const chain = { filters: [{ typed_config: { local_reply_config: merged } }] }
  expect(chains).toMatchObject([chain, chain])
  expect(JSON.stringify(compiled(both, 'api-1').listener('inbound'))).not.toContain('local_reply')
})

const early = (mutations: string, name = 'envoy.http.early_header_mutation.header_mutation') =>
  replies(
    `early_header_mutation_extensions: [{ name: ${name}, typed_config: { '@type': type.googleapis.com/envoy.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation, mutations: [${mutations}] } }]`,
  )

test('early removals of trace headers by several filters are appended', () => {
  const both = [
    filter(early('{ remove: traceparent }')),
    filter(early('{ remove: x-b3-sampled }')).replace('name: a,', 'name: b,'),
  ]
  const { filter_chains: chains } = compiled(both).listener('inbound')
  const extensions = ['traceparent', 'x-b3-sampled'].map((remove) => ({
    name: 'envoy.http.early_header_mutation.header_mutation',
    typed_config: { mutations: [{ remove }] },
  }))
  const manager = {
    typed_config: { early_header_mutation_extensions: extensions },
  }
  expect(chains).toMatchObject([{ filters: [manager] }, { filters: [manager] }])
  expect(JSON.stringify(chains)).not.toContain('local_reply_config')
  expect(JSON.stringify(compiled(both, 'api-1').listener('inbound'))).not.toContain('early_header')
})

const limits = (count: number, kilobytes: string) =>
  replies(
    `common_http_protocol_options: { max_headers_count: ${count} }, max_request_headers_kb: ${kilobytes}`,
  )

test('limits of headers are those of the last filter', () => {
  const both = [
    filter(limits(80, '60')),
    filter(replies('max_request_headers_kb: 70')).replace('name: a,', 'name: b,'),
  ]
  const { filter_chains: chains } = compiled(both).listener('inbound')
  const manager = {
    typed_config: {
      common_http_protocol_options: { max_headers_count: 80 },
      max_request_headers_kb: 70,
    },
  }
  expect(chains).toMatchObject([{ filters: [manager] }, { filters: [manager] }])
  expect(JSON.stringify(compiled(both, 'api-1').listener('inbound'))).not.toContain('max_')
})

const earlyPlace = 'typed_config.early_header_mutation_extensions'

test.each<readonly [Written, string]>([
  [
    early("{ append: { header: { key: x-a, value: '1' } } }"),
    `${earlyPlace}: 0.typed_config.mutations.0: Unrecognized key: "append"`,
  ],
  [
    early("{ remove: traceparent, append: { header: { key: x-a, value: '1' } } }"),
    `${earlyPlace}: 0.typed_config.mutations.0: Unrecognized key: "append"`,
  ],
  [early('{ remove: authorization }'), `${earlyPlace}: 0.typed_config.mutations.0.remove: Invalid`],
  [early('{ remove: traceparent }', 'shop.early'), `${earlyPlace}: 0.name: Invalid`],
  [
    replies('common_http_protocol_options: { idle_timeout: 1s }'),
    'typed_config: common_http_protocol_options: Unrecognized key: "idle_timeout"',
  ],
  [limits(0, '60'), 'typed_config: common_http_protocol_options.max_headers_count: Too small'],
  [limits(80, '8193'), 'typed_config: max_request_headers_kb: Too big'],
  [
    replies('local_reply_config: {}', { operation: 'REPLACE' }),
    'configPatches[0].patch.operation: only',
  ],
  [
    replies('local_reply_config: {}, http_filters: []'),
    'typed_config.http_filters: is not supported',
  ],
  [replies('forward_client_cert_details: FORWARD_ONLY'), 'forward_client_cert_details'],
  [replies(`local_reply_config: { mappers: [${mapper(200)}] }`), 'mappers.0.status_code'],
  [
    replies('local_reply_config: { body_format: { text_format: a } }'),
    'local_reply_config: body_format',
  ],
  [
    replies('', { value: 'name: envoy.filters.network.tcp_proxy, typed_config: {}' }),
    'patch.value.name: must be envoy.filters.network.http_connection_manager',
  ],
  [
    replies('local_reply_config: {}', { match: 'context: SIDECAR_INBOUND, listener: {}' }),
    'match.listener: must match the filter',
  ],
  [
    { applyTo: 'CLUSTER', match: 'context: GATEWAY', operation: 'MERGE' },
    'configPatches[0].applyTo: only local rate limits, buffer limits and header mutations',
  ],
  [
    { match: 'context: SIDECAR_OUTBOUND' },
    'configPatches[0].match.context: must be SIDECAR_INBOUND or GATEWAY',
  ],
  [{ operation: 'REPLACE' }, 'configPatches[0].patch.operation'],
  [
    { value: `name: envoy.filters.http.lua, typed_config: ${limit}` },
    'patch.value.name: must be one of envoy.filters.http.local_ratelimit',
  ],
  [{ value: 'name: envoy.filters.http.buffer' }, 'patch.value.typed_config: is required'],
  [
    {
      value: `name: envoy.filters.http.local_ratelimit, typed_config: ${limit.replace('stat_prefix: a', 'stat_prefix: a, stats: b')}`,
    },
    'typed_config: Unrecognized key: "stats"',
  ],
  [
    {
      value: `name: envoy.filters.http.local_ratelimit, typed_config: ${limit.replace('stat_prefix: a', 'stat_prefix: a, token_bucket: { max_tokens: 1, fill_interval: 1ms }')}`,
    },
    'token_bucket.fill_interval: must be a duration of at least 50 ms',
  ],
  [
    { value: `name: envoy.filters.http.local_ratelimit, typed_config: ${limit}, disabled: true` },
    'patch.value.disabled: only local rate limits, buffer limits and header mutations',
  ],
  [{ match: 'context: GATEWAY, listener: { portNumber: 80 }' }, 'match.listener.portNumber'],
])('any other patch is refused with its field: %o', (written, reason) => {
  expect(() => compiled([filter(written)])).toThrow(reason)
})
