import { at, isObject, type Json, mapObjects, objects, typeOf } from './json.ts'

/** What a server's proxy demands of a connection and how it reads a request, before any policy. */
export function inboundFields(listener: Json): Json {
  const chains = objects(listener.filter_chains)
  return { chains: chains.map((chain) => ({ tls: tlsOf(chain), http: httpOf(chain) })) }
}

function tlsOf(chain: Json): Json | null {
  const context = at(chain, 'transport_socket', 'typed_config')
  if (!isObject(context)) return null
  const common = at(context, 'common_tls_context')
  return {
    requiresCertificate: context.require_client_certificate ?? false,
    least: at(common, 'tls_params', 'tls_minimum_protocol_version') ?? null,
  }
}

function httpOf(chain: Json): Json | null {
  const manager = objects(chain.filters)
    .map((filter) => filter.typed_config)
    .filter(isObject)
    .find((config) => typeOf(config) === 'HttpConnectionManager')
  if (!manager) return null
  const [virtualHost] = objects(at(manager, 'route_config', 'virtual_hosts'))
  const [route] = objects(virtualHost?.routes)
  const action = at(route, 'route')
  return {
    normalizesPath: manager.normalize_path ?? false,
    mergesSlashes: manager.merge_slashes ?? false,
    escapedSlashes: manager.path_with_escaped_slashes_action ?? 'KEEP_UNCHANGED',
    clientCertificate: manager.forward_client_cert_details ?? 'SANITIZE',
    certificateDetails: manager.set_current_client_cert_details ?? null,
    serverHeader: manager.server_header_transformation ?? 'OVERWRITE',
    usesRemoteAddress: manager.use_remote_address ?? false,
    ...headerLimits(manager),
    errorBodies: errorBodies(manager),
    timeout: at(action, 'timeout') ?? null,
    retryOn: at(action, 'retry_policy', 'retry_on') ?? null,
    retries: at(action, 'retry_policy', 'num_retries') ?? null,
  }
}

/** How many headers a connection manager takes, and how many KiB of them. */
export const headerLimits = (manager: Json): Json => ({
  headers: at(manager, 'common_http_protocol_options', 'max_headers_count') ?? null,
  headersKiB: manager.max_request_headers_kb ?? null,
})

/** What a connection manager answers with in the place of Envoy's own errors. */
export const errorBodies = (manager: Json): unknown =>
  mapObjects(manager.local_reply_config ?? null, withoutDefaults)

/** A comparison of equality is the default, which istiod's JSON leaves out. */
const withoutDefaults = ({ op, ...rest }: Json): Json =>
  op === undefined || op === 'EQ' ? rest : { op, ...rest }
