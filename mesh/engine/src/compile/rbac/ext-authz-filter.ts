import type { Authorizer } from '../../model/authorizer.ts'
import { MeshError } from '../../model/problem.ts'
import { outboundCluster, type Service } from '../../model/registry.ts'
import { parseStringRule } from '../../model/strings.ts'
import { type Config, seconds, typed } from '../config.ts'
import type { Scope } from '../scope.ts'

const istioTimeoutMs = 600_000

/** The filter that calls an external authorizer when the preceding filter matched a rule. */
export function extAuthzFilter(scope: Scope, provider: Authorizer): Config {
  if (provider.protocol === 'grpc')
    throw refused(
      provider,
      'uses gRPC, which is not supported on the laptop; use envoyExtAuthzHttp',
    )
  const { failOpen = false, timeout = istioTimeoutMs, statusOnError } = provider.settings
  return typed('extensions.filters.http.ext_authz.v3.ExtAuthz', {
    failure_mode_allow: failOpen,
    transport_api_version: 'V3',
    filter_enabled_metadata: whenMatched(provider.name),
    ...(statusOnError ? { status_on_error: { code: Number(statusOnError) } } : {}),
    ...bodyOf(provider),
    ...overHttp(provider, serviceOf(scope, provider), timeout),
  })
}

const whenMatched = (name: string): Config => ({
  filter: 'envoy.filters.http.rbac',
  path: [{ key: 'istio_ext_authz_shadow_effective_policy_id' }],
  value: { string_match: { prefix: `istio-ext-authz-${name}-` } },
})

const refused = ({ name }: Authorizer, why: string): MeshError =>
  new MeshError([
    {
      ...{ file: 'meshConfig', line: 1, field: 'extensionProviders' },
      message: `the external authorizer ${name} ${why}`,
    },
  ])

/** The proxy calls the authorizer through the mesh, with its workload's identity. */
function serviceOf({ services }: Scope, provider: Authorizer): Service {
  const { settings } = provider
  const host = settings.service.split('/').at(-1) ?? ''
  const found = services.find((one) => one.host === host && one.port === settings.port)
  if (found !== undefined) return found
  throw refused(
    provider,
    `is at ${settings.service}:${settings.port}, which is not a service of this mesh`,
  )
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
  { settings }: Extract<Authorizer, { protocol: 'http' }>,
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
    const rule = parseStringRule(value)
    return rule.kind === 'present'
      ? { safe_regex: { regex: '.*' } }
      : { [rule.kind]: rule.text, ignore_case: true }
  })
  return { [field]: { patterns } }
}
