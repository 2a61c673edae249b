import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Call } from './call.ts'
import { resource, type SmallMesh, startSmallMesh } from './small-mesh.ts'

const soon = { timeout: 10_000 }

const struct = (type: string, value: string) => `
            '@type': type.googleapis.com/udpa.type.v1.TypedStruct
            type_url: type.googleapis.com/envoy.extensions.filters.http.${type}
            value:
${value
  .trim()
  .split('\n')
  .map((line) => `              ${line}`)
  .join('\n')}`

const always = (key: string) =>
  `${key}: { runtime_key: ${key}, default_value: { numerator: 100, denominator: HUNDRED } }`
const bucket = (tokens: number) => `
stat_prefix: limit
token_bucket: { max_tokens: ${tokens}, tokens_per_fill: ${tokens}, fill_interval: 3600s }
${always('filter_enabled')}
${always('filter_enforced')}
response_headers_to_add: [{ append_action: OVERWRITE_IF_EXISTS_OR_ADD, header: { key: x-limited, value: 'yes' } }]`

const insert = (name: string, config: string) => `
  - applyTo: HTTP_FILTER
    match:
      context: SIDECAR_INBOUND
      listener: { filterChain: { filter: { name: envoy.filters.network.http_connection_manager } } }
    patch:
      operation: INSERT_BEFORE
      value:
        name: envoy.filters.http.${name}
        typed_config:${config}`

const filter = (...patches: readonly string[]) =>
  resource(
    'EnvoyFilter',
    'limit',
    `workloadSelector: { labels: { app: api } }\nconfigPatches:${patches.join('')}`,
  )

describe('an EnvoyFilter', () => {
  let mesh: SmallMesh

  beforeAll(async () => {
    mesh = await startSmallMesh({
      members: [
        { instance: 'web', service: 'web' },
        { instance: 'api', service: 'api' },
      ],
    })
  }, 30_000)

  afterAll(async () => {
    await mesh?.stop()
  })

  const get = (call: Call = {}) => mesh.call('web', 'api', call)
  const statusesOf = async (count: number, call: Call = {}) => {
    const found: number[] = []
    for (let calls = 0; calls < count; calls += 1) found.push((await get(call)).status)
    return found
  }

  test('limits the requests of a workload, and can change the limit while running', async () => {
    const limited = (tokens: number) =>
      filter(insert('local_ratelimit', struct('local_ratelimit.v3.LocalRateLimit', bucket(tokens))))
    await mesh.apply(limited(3))
    await expect.poll(async () => (await get()).status, soon).toBe(429)
    expect((await get()).headers['x-limited']).toBe('yes')
    await mesh.apply(limited(5))
    await expect.poll(() => statusesOf(1), soon).toEqual([200])
    expect((await statusesOf(10)).filter((status) => status === 200).length).toBeLessThanOrEqual(4)
    await mesh.apply()
    await expect.poll(() => statusesOf(10), soon).toEqual(Array.from({ length: 10 }, () => 200))
  })

  test('limits by properties of the request', async () => {
    const none = struct('local_ratelimit.v3.LocalRateLimit', 'stat_prefix: limit')
    const perRoute = struct(
      'local_ratelimit.v3.LocalRateLimit',
      `${bucket(1_000)}
descriptors:
  - entries: [{ key: path, value: /scarce }]
    token_bucket: { max_tokens: 2, tokens_per_fill: 2, fill_interval: 3600s }`,
    )
    const route = `
  - applyTo: HTTP_ROUTE
    match:
      context: SIDECAR_INBOUND
      routeConfiguration: { vhost: { name: 'inbound|http|4999', route: { action: ANY } } }
    patch:
      operation: MERGE
      value:
        route:
          rate_limits: [{ actions: [{ request_headers: { header_name: ':path', descriptor_key: path } }] }]
        typed_per_filter_config:
          envoy.filters.http.local_ratelimit:${perRoute}`
    await mesh.apply(filter(insert('local_ratelimit', none), route))
    await expect.poll(() => statusesOf(1, { path: '/scarce' }), soon).toEqual([429])
    expect(await statusesOf(5, { path: '/plenty' })).toEqual([200, 200, 200, 200, 200])
  })

  test('refuses bodies that are too long', async () => {
    await mesh.apply(
      filter(insert('buffer', struct('buffer.v3.Buffer', 'max_request_bytes: 1024'))),
    )
    const send = async (length: number) =>
      (await get({ method: 'POST', body: 'x'.repeat(length) })).status
    await expect.poll(() => send(4_096), soon).toBe(413)
    expect(await send(512)).toBe(200)
  })
})
