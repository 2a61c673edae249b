import { isObject } from '../../model/objects.ts'
import type { Config } from '../config.ts'

const structs = [
  'type.googleapis.com/udpa.type.v1.TypedStruct',
  'type.googleapis.com/xds.type.v3.TypedStruct',
]

/**
 * The filters that a patch may insert, each with the message types of its configuration; the last
 * one is for a route.
 */
export const filterTypes: Readonly<Record<string, readonly string[]>> = {
  'envoy.filters.http.local_ratelimit': [
    'type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit',
  ],
  'envoy.filters.http.buffer': [
    'type.googleapis.com/envoy.extensions.filters.http.buffer.v3.Buffer',
    'type.googleapis.com/envoy.extensions.filters.http.buffer.v3.BufferPerRoute',
  ],
  'envoy.filters.http.header_mutation': [
    'type.googleapis.com/envoy.extensions.filters.http.header_mutation.v3.HeaderMutation',
    'type.googleapis.com/envoy.extensions.filters.http.header_mutation.v3.HeaderMutationPerRoute',
  ],
}

/** The configuration of a filter, unwrapped from a TypedStruct when it is written as one. */
export function unwrapped(config: Config): Config {
  if (!structs.includes(String(config['@type']))) return config
  const { type_url: url, typeUrl = url, value } = config
  return { '@type': typeUrl, ...(isObject(value) ? value : {}) }
}
