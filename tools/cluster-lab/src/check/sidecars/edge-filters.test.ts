import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { meshFolder } from '../../render/platform-objects.ts'
import { compareValues } from './compare-fields.ts'
import { edgeFilters } from './edge-filters.ts'
import { at, isObject, type Json, objects } from './json.ts'

/** The filters that an EnvoyFilter of the edge inserts, as it writes them. */
const written = (file: string): readonly Json[] =>
  parseAllDocuments(readFileSync(join(meshFolder, 'gateway', file), 'utf8'))
    .flatMap((document) => objects(at(document.toJS(), 'spec', 'configPatches')))
    .filter(({ applyTo }) => applyTo === 'HTTP_FILTER')
    .map((patch) => at(patch, 'patch', 'value'))
    .filter(isObject)

const [rate, body] = written('limits.yaml')
const [headers] = written('headers.yaml')
const typed = (type: string) => ({ name: type, typed_config: { '@type': `envoy.v3.${type}` } })
const tokens = typed('JwtAuthentication')
const [policies, router, metrics] = ['RBAC', 'Router', 'PluginConfig'].map(typed)

const listener = (filters: readonly unknown[], route: object = {}) => ({
  filter_chains: [{ filters: [{ typed_config: { http_filters: filters, route_config: route } }] }],
})
/** istiod leaves the struct as it is written; our compiler takes the message out of it. */
const unwrapped = (filter: Json | undefined): Json => ({
  name: filter?.name,
  typed_config: {
    '@type': at(filter, 'typed_config', 'type_url'),
    ...(at(filter, 'typed_config', 'value') as Json),
  },
})
const sent = [headers, rate, metrics, tokens, policies, policies, body, router]
const ours = listener([headers, unwrapped(rate), tokens, policies, body, router])
const found = (istiod: Json) =>
  compareValues('edge', edgeFilters(istiod), edgeFilters(ours)).findings.map(({ what }) => what)

const damaged = (from: string, to: string): Json => {
  const text = JSON.stringify(listener(sent))
  expect(text).toContain(from)
  return JSON.parse(text.replace(from, to)) as Json
}

it('the limits of both sides are equal, however they are written', () => {
  expect(found(listener(sent))).toEqual([])
})

it('a limit of rates, of bodies, or what is counted for it, is found when it differs', () => {
  const fill = '"tokens_per_fill":300,'
  expect(found(damaged(fill, '"tokens_per_fill":301,'))).toEqual([
    '0.filters.1.descriptors.1.token_bucket.tokens_per_fill: istiod 301, ours 300',
  ])
  expect(found(damaged('"max_request_bytes":524288', '"max_request_bytes":524289'))).toEqual([
    '0.filters.2.max_request_bytes: istiod 524289, ours 524288',
  ])
  const enforced = '"filter_enforced":{"default_value":{"numerator":100'
  expect(found(damaged(enforced, enforced.replace('100', '0')))).toHaveLength(1)
  expect(found(damaged('"prefix":"Bearer eyJ"', '"prefix":"Bearer"'))).toHaveLength(1)
  expect(found(damaged('{"remote_address":{}}', '{"source_cluster":{}}'))).toHaveLength(2)
  expect(found(damaged('"value":"DENY"', '"value":"SAMEORIGIN"'))).toHaveLength(1)
})

it('a limit that is missing, or applies after what it is to protect, is found', () => {
  expect(found(listener(sent.filter((one) => one !== rate)))[0]).toContain('order: istiod')
  expect(found(listener(sent.filter((one) => one !== body)))[0]).toContain('order: istiod')
  const late = [headers, metrics, tokens, policies, rate, body, router]
  expect(found(listener(late))).toEqual([
    '0.order.1: istiod "JwtAuthentication", ours "LocalRateLimit"',
    '0.order.2: istiod "RBAC", ours "JwtAuthentication"',
    '0.order.3: istiod "LocalRateLimit", ours "RBAC"',
  ])
  expect(found({ filter_chains: [] })).toHaveLength(1)
})

it('a route for which istiod switches a limit off is found', () => {
  const off = { 'envoy.filters.http.buffer': { '@type': 'a.v3.BufferPerRoute', disabled: true } }
  const routes = [{ name: 'all', typed_per_filter_config: off }]
  expect(found(listener(sent, { virtual_hosts: [{ routes }] }))[0]).toContain('0.ofRoutes: istiod')
})
