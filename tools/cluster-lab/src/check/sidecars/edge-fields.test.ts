import { expect, it } from 'vitest'
import { checkEdgeFields } from './edge-fields.ts'
import type { Json } from './json.ts'

const typed = (type: string, more: object = {}): Json => ({
  ...{ '@type': `type.googleapis.com/a.v3.${type}`, ...more },
})
const wide = typed('Cluster', { name: 'outbound|443||wide.example' })
const reply = { body_format: { json_format: { code: 'not_found' } } }

const listenerOf = (bytes: number, localReply: object = reply) => {
  const buffer = { name: 'buffer', typed_config: typed('Buffer', { max_request_bytes: bytes }) }
  const config = { http_filters: [buffer], local_reply_config: localReply }
  return { filter_chains: [{ filters: [{ typed_config: config }] }] }
}

const found = (
  listener: Json,
  more: { clusters?: readonly Json[]; routes?: readonly Json[] } = {},
) => {
  const sent = { clusters: [], endpoints: [], listeners: [listener], routes: [], ...more }
  const own = typed('Listener', { name: 'edge', ...listenerOf(512) })
  const { findings } = checkEdgeFields({ sent, resources: [own] })
  return findings.map(({ subject, what }) => `${subject}: ${what}`)
}

it('an edge with other filters of EnvoyFilters, or other bodies of errors, is found', () => {
  expect(found(listenerOf(512))).toEqual([])
  expect(found(listenerOf(513))).toEqual([
    'edge, filters of EnvoyFilters: 0.filters.0.max_request_bytes: istiod 513, ours 512',
  ])
  expect(found(listenerOf(512, {}))).toEqual([
    `edge, bodies of errors: 0.body_format: istiod undefined, ours ${JSON.stringify(reply.body_format)}`,
  ])
})

it('a destination, or a host of its routes, that only istiod has is found', () => {
  const what = 'istiod sends it, our compiler does not'
  expect(found(listenerOf(512), { clusters: [wide] })).toEqual([`edge → wide.example:443: ${what}`])
  const virtualHost = { name: 'other.example:443', routes: [] }
  expect(found(listenerOf(512), { routes: [{ virtual_hosts: [virtualHost] }] })).toEqual([
    `edge, other.example: ${what}`,
  ])
})
