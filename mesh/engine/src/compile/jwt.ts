import { MeshError } from '../model/problem.ts'
import { outboundCluster, qualifyHost } from '../model/registry.ts'
import { type TokenRule, tokenRulesOf } from '../model/token-rules.ts'
import { type Config, seconds, typed } from './config.ts'
import type { NamedFilter } from './rbac/custom.ts'
import type { Scope } from './scope.ts'

const meshDomain = '.svc.cluster.local'
const istioTimeoutMs = 5_000

/** The JWT filter, when a RequestAuthentication applies to the workload. */
export function tokenFilters(scope: Scope): readonly NamedFilter[] {
  const rules = tokenRulesOf(scope.model, scope.workload)
  if (rules.length === 0) return []
  return [{ name: 'envoy.filters.http.jwt_authn', config: tokenFilter(scope, rules) }]
}

/**
 * Combines all RequestAuthentications of the workload: a token is optional, but an invalid one is
 * rejected.
 */
function tokenFilter(scope: Scope, rules: readonly TokenRule[]): Config {
  const providers = rules.map((rule, index) => [`origins-${index}`, provider(scope, rule)] as const)
  return typed('extensions.filters.http.jwt_authn.v3.JwtAuthentication', {
    providers: Object.fromEntries(providers),
    rules: [{ match: { prefix: '/' }, requires: requirement(providers.map(([id]) => id)) }],
    bypass_cors_preflight: true,
  })
}

const requiresAny = (requirements: readonly Config[]): Config => ({
  requires_any: { requirements },
})

function requirement(ids: readonly string[]): Config {
  const named = ids.map((id) => ({ provider_name: id }))
  const optional = named.map((one) => requiresAny([one, { allow_missing: {} }]))
  const [only] = optional
  if (optional.length === 1 && only !== undefined) return only
  return requiresAny([...named, { requires_all: { requirements: optional } }])
}

function provider(scope: Scope, { rule, resource, index }: TokenRule): Config {
  const { fromHeaders = [], fromParams = [], fromCookies = [], outputClaimToHeaders = [] } = rule
  const spaceDelimited = new Set(['permission', 'scope', ...(rule.spaceDelimitedClaims ?? [])])
  return {
    ...(rule.issuer ? { issuer: rule.issuer } : {}),
    ...(rule.audiences?.length ? { audiences: rule.audiences } : {}),
    forward: rule.forwardOriginalToken,
    payload_in_metadata: 'payload',
    normalize_payload_in_metadata: { space_delimited_claims: [...spaceDelimited].sort() },
    ...(rule.outputPayloadToHeader ? { forward_payload_header: rule.outputPayloadToHeader } : {}),
    from_headers: fromHeaders.map(({ name, prefix = '' }) => ({ name, value_prefix: prefix })),
    from_params: fromParams,
    from_cookies: fromCookies,
    claim_to_headers: outputClaimToHeaders.map(({ header, claim }) => ({
      header_name: header,
      claim_name: claim,
    })),
    jwt_cache_config: { jwt_cache_size: 1_000 },
    ...(rule.jwks === undefined
      ? remoteJwks(scope, rule.jwksUri ?? '', rule.timeout, { resource, index })
      : { local_jwks: { inline_string: rule.jwks } }),
  }
}

type RuleSource = Pick<TokenRule, 'resource' | 'index'>

/** Envoy fetches the keys through the mesh, with the workload's own identity. */
const remoteJwks = (
  scope: Scope,
  uri: string,
  timeout: number | undefined,
  source: RuleSource,
): Config => ({
  remote_jwks: {
    http_uri: {
      uri,
      cluster: jwksCluster(scope, uri, source),
      timeout: seconds(timeout ?? istioTimeoutMs),
    },
    cache_duration: '20s',
    async_fetch: { fast_listener: true, failed_refetch_duration: '1s' },
    retry_policy: { num_retries: 2 },
  },
})

function jwksCluster({ services }: Scope, uri: string, { resource, index }: RuleSource): string {
  const url = URL.parse(uri)
  const host = qualifyHost(url?.hostname ?? '', resource.namespace)
  if (url?.protocol !== 'http:' || !host.endsWith(meshDomain)) {
    const path = ['spec', 'jwtRules', index, 'jwksUri']
    throw new MeshError([
      {
        ...resource.locate(path),
        field: `spec.jwtRules[${index}].jwksUri`,
        message:
          'must be an http URL of a service of this mesh; other URLs are not supported on the laptop',
      },
    ])
  }
  const service = services.find((one) => one.host === host)
  return outboundCluster(service ?? { host, port: Number(url.port || 80) })
}
