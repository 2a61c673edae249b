import { expect, it } from 'vitest'
import { compareValues } from './compare-fields.ts'
import { edgeListeners, withKeys } from './edge.ts'
import { earlyMutations, edgeHeaderLimits } from './edge-fields.ts'

const provider = { issuer: 'a', remote_jwks: { http_uri: { uri: 'http://keys.invalid' } } }
const manager = {
  http_filters: [
    { name: 'envoy.filters.http.local_ratelimit' },
    { name: 'envoy.filters.http.jwt_authn', typed_config: { providers: { a: provider } } },
  ],
}

it('tokens are verified with the keys of the lab, and no limit of rate refuses a request', () => {
  expect(withKeys(manager, '{"keys":[]}')).toEqual({
    http_filters: [
      {
        name: 'envoy.filters.http.jwt_authn',
        typed_config: {
          providers: { a: { issuer: 'a', local_jwks: { inline_string: '{"keys":[]}' } } },
        },
      },
    ],
  })
})

it('the routes of both sides are in their listeners', () => {
  const rds = { rds: { route_config_name: 'table' } }
  const table = { name: 'table', virtual_hosts: [] }
  const own = (type: string, more: object) => ({ '@type': `a.v3.${type}`, ...more })
  const listeners = edgeListeners({
    sent: {
      ...{ clusters: [], endpoints: [] },
      listeners: [own('Listener', { name: '0.0.0.0_443', filter_chains: [rds] })],
      routes: [own('RouteConfiguration', table)],
    },
    resources: [
      own('Listener', { name: 'edge', filter_chains: [rds] }),
      own('RouteConfiguration', table),
    ],
  })
  for (const listener of Object.values(listeners))
    expect(listener.filter_chains).toEqual([{ route_config: table }])
})

it('a header that only one side removes before the span starts is found', () => {
  const listener = (...removed: readonly string[]) => {
    const mutations = removed.map((remove) => ({ remove }))
    const config = { early_header_mutation_extensions: [{ typed_config: { mutations } }] }
    return { filter_chains: [{ filters: [{ typed_config: config }] }] }
  }
  const found = (istiod: object, own: object) =>
    compareValues('edge', earlyMutations({ ...istiod }), earlyMutations({ ...own })).findings
  const both = listener('traceparent', 'tracestate')
  expect(found(both, both)).toEqual([])
  expect(found(listener('traceparent'), both)).toHaveLength(1)
  expect(found({ filter_chains: [{ filters: [{}] }] }, both)).toHaveLength(1)
})

it('a limit of headers that only one side has is found', () => {
  const listener = (count: number, kilobytes: number) => {
    const options = { common_http_protocol_options: { max_headers_count: count } }
    const config = { ...options, max_request_headers_kb: kilobytes }
    return { filter_chains: [{ filters: [{ typed_config: config }] }] }
  }
  const found = (istiod: object) =>
    compareValues('edge', edgeHeaderLimits({ ...istiod }), edgeHeaderLimits(listener(80, 60)))
  expect(found(listener(80, 60)).findings).toEqual([])
  expect(found(listener(81, 60)).findings).toHaveLength(1)
  expect(found(listener(80, 61)).findings).toHaveLength(1)
  expect(found({ filter_chains: [{ filters: [{}] }] }).findings).toHaveLength(2)
})
