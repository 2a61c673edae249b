import type { Authorizer } from '../../model/authorizer.ts'
import { MeshError } from '../../model/problem.ts'
import { outboundCluster, type Service } from '../../model/registry.ts'
import { stringRule } from '../../model/strings.ts'
import { type Config, seconds, typed } from '../config.ts'
import type { Scope } from '../scope.ts'
import type { Protocol } from './rbac.ts'

const istioTimeoutMs = 600_000

/** The filter that asks an external authorizer, for what the filter before it found to match. */
export function askFilter(scope: Scope, provider: Authorizer, protocol: Protocol): Config {
  const { failOpen = false, timeout = istioTimeoutMs, statusOnError } = provider.settings
  const service = serviceOf(scope, provider)
  const common = {
    failure_mode_allow: failOpen,
    transport_api_version: 'V3',
    filter_enabled_metadata: whenMatched(protocol, provider.name),
  }
  const grpc = {
    envoy_grpc: { cluster_name: outboundCluster(service), authority: service.host },
    timeout: seconds(timeout),
  }
  if (protocol === 'tcp')
    return typed('extensions.filters.network.ext_authz.v3.ExtAuthz', {
      ...common,
      stat_prefix: 'tcp.',
      grpc_service: grpc,
    })
  return typed('extensions.filters.http.ext_authz.v3.ExtAuthz', {
    ...common,
    ...(statusOnError ? { status_on_error: { code: Number(statusOnError) } } : {}),
    ...bodyOf(provider),
    ...(provider.speaks === 'grpc' ? { grpc_service: grpc } : overHttp(provider, service, timeout)),
  })
}

const whenMatched = (protocol: Protocol, name: string): Config => ({
  filter: protocol === 'http' ? 'envoy.filters.http.rbac' : 'envoy.filters.network.rbac',
  path: [{ key: 'istio_ext_authz_shadow_effective_policy_id' }],
  value: { string_match: { prefix: `istio-ext-authz-${name}-` } },
})

/** The authorizer is reached through the mesh, by the identity of whoever asks it. */
function serviceOf({ services }: Scope, { name, settings }: Authorizer): Service {
  const host = settings.service.split('/').at(-1) ?? ''
  const found = services.find((one) => one.host === host && one.port === settings.port)
  if (found !== undefined) return found
  const message = `the external authorizer ${name} is at ${settings.service}:${settings.port}, which is no service of this mesh`
  throw new MeshError([{ file: 'meshConfig', line: 1, field: 'extensionProviders', message }])
}

function bodyOf({ settings }: Authorizer): Config {
  const body = settings.includeRequestBodyInCheck
  if (body === undefined) return {}
  return {
    with_request_body: {
      max_request_bytes: body.maxRequestBytes ?? 1_024,
      allow_partial_message: body.allowPartialMessage ?? false,
      pack_as_bytes: body.packAsBytes ?? false,
    },
  }
}

function overHttp(
  { settings }: Extract<Authorizer, { speaks: 'http' }>,
  service: Service,
  timeout: number,
): Config {
  const added = Object.entries(settings.includeAdditionalHeadersInCheck ?? {}).sort()
  const answers = {
    ...names('allowed_upstream_headers', settings.headersToUpstreamOnAllow),
    ...names('allowed_client_headers', settings.headersToDownstreamOnDeny),
    ...names('allowed_client_headers_on_success', settings.headersToDownstreamOnAllow),
  }
  return {
    http_service: {
      ...(settings.pathPrefix ? { path_prefix: settings.pathPrefix } : {}),
      server_uri: {
        uri: `http://${service.host}`,
        cluster: outboundCluster(service),
        timeout: seconds(timeout),
      },
      ...(added.length > 0
        ? {
            authorization_request: {
              headers_to_add: added.map(([key, value]) => ({ key, value })),
            },
          }
        : {}),
      ...(Object.keys(answers).length > 0 ? { authorization_response: answers } : {}),
    },
    ...names('allowed_headers', settings.includeRequestHeadersInCheck),
  }
}

function names(field: string, headers: readonly string[] | undefined): Config {
  if (headers === undefined || headers.length === 0) return {}
  const patterns = headers.map((value) => {
    const rule = stringRule(value)
    return rule.kind === 'present'
      ? { safe_regex: { regex: '.*' } }
      : { [rule.kind]: rule.text, ignore_case: true }
  })
  return { [field]: { patterns } }
}
