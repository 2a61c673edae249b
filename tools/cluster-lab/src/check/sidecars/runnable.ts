import type { Certificate } from '@stoa/mesh'
import { at, isObject, type Json, mapObjects, objects } from './json.ts'

export interface Identity extends Certificate {
  readonly caFile: string
}

/** Filters that exist in Istio's own build of Envoy alone; none of them decides about a request. */
const istioOnly = /istio|stats\.PluginConfig|metadataexchange/

const filterType = (filter: Json): string => {
  const config = filter.typed_config
  return String(at(config, 'type_url') ?? at(config, '@type') ?? '')
}

const isIstioOnly = (filter: Json) => istioOnly.test(filterType(filter))

/** The types of the filters in a configuration that stock Envoy does not have. */
export function istioOnlyFilters(value: unknown): readonly string[] {
  const found = new Set<string>()
  mapObjects(value, (object) => {
    for (const filter of [...objects(object.filters), ...objects(object.http_filters)])
      if (isIstioOnly(filter)) found.add(filterType(filter))
    return object
  })
  return [...found]
}

/**
 * A listener that a stock Envoy runs without discovery: with this identity, without Istio's own filters, logs and traces.
 */
export const runnable = (listener: Json, identity: Identity): Json =>
  mapObjects(listener, (object) =>
    withIdentity(withoutReports(withoutIstioOnly(object)), identity),
  ) as Json

function withoutIstioOnly(object: Json): Json {
  const kept = (key: 'filters' | 'http_filters') =>
    Array.isArray(object[key])
      ? { [key]: objects(object[key]).filter((filter) => !isIstioOnly(filter)) }
      : {}
  return { ...object, ...kept('filters'), ...kept('http_filters') }
}

function withoutReports(object: Json): Json {
  const { access_log: _, tracing: __, ...rest } = object
  return rest
}

/** Certificates come from files instead of a discovery service; what is demanded of the client's stays. */
function withIdentity(object: Json, { certPem, keyPem, caFile }: Identity): Json {
  if (!('tls_certificate_sds_secret_configs' in object)) return object
  const { tls_certificate_sds_secret_configs: _, ...context } = object
  const { combined_validation_context: combined, validation_context: own, ...rest } = context
  const demanded = own ?? at(combined, 'default_validation_context')
  return {
    ...rest,
    tls_certificates: [
      {
        certificate_chain: { inline_string: certPem },
        private_key: { inline_string: keyPem },
      },
    ],
    validation_context: {
      ...(isObject(demanded) ? demanded : {}),
      trusted_ca: { filename: caFile },
    },
  }
}

/** The listener at a loopback port, with its policies for the workload's port applied to that one. */
export const atPort = (listener: Json, name: string, from: number, port: number): Json => ({
  ...(mapObjects(listener, (object) =>
    object.destination_port === from && !('filters' in object)
      ? { ...object, destination_port: port }
      : object,
  ) as Json),
  name,
  address: { socket_address: { address: '127.0.0.1', port_value: port } },
})
