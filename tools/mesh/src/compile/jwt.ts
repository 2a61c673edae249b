import type { JwtRule, RequestAuthentication } from '../model/kinds/request-authentication.ts'
import { MeshError } from '../model/problem.ts'
import { outboundCluster, qualify } from '../model/registry.ts'
import type { Resource } from '../model/resource.ts'
import { reaching } from '../model/select.ts'
import { type Config, fromMesh, typed } from './config.ts'
import type { Scope } from './scope.ts'

const message = 'extensions.filters.http.jwt_authn.v3.JwtAuthentication'
const name = 'envoy.filters.http.jwt_authn'
const inMesh = '.svc.cluster.local'

export const jwtFilter: Config = {
  name,
  config_discovery: {
    config_source: fromMesh,
    type_urls: [`type.googleapis.com/envoy.${message}`],
  },
}

export const usesTokens = ({ model, workload }: Scope): boolean =>
  reaching(model.RequestAuthentication, workload, model.settings).some(
    ({ spec }) => spec.jwtRules?.length,
  )

/** All policies that reach the workload, combined: a token is optional, but a bad one is refused. */
export function jwtRules(scope: Scope): Config {
  const rules = reaching(
    scope.model.RequestAuthentication,
    scope.workload,
    scope.model.settings,
  ).flatMap((resource) =>
    (resource.spec.jwtRules ?? []).map((rule, index) => ({ rule, resource, index })),
  )
  const providers = rules.map(
    (entry, index) => [`origins-${index}`, provider(scope, entry)] as const,
  )
  const config = typed(message, {
    providers: Object.fromEntries(providers),
    rules: [{ match: { prefix: '/' }, requires: requirement(providers.map(([id]) => id)) }],
    bypass_cors_preflight: true,
  })
  return typed('config.core.v3.TypedExtensionConfig', { name, typed_config: config })
}

const any = (requirements: readonly Config[]): Config => ({ requires_any: { requirements } })

function requirement(ids: readonly string[]): Config {
  const named = ids.map((id) => ({ provider_name: id }))
  const optional = named.map((one) => any([one, { allow_missing: {} }]))
  const [only] = optional
  if (optional.length === 1 && only !== undefined) return only
  return any([...named, { requires_all: { requirements: optional } }])
}

interface RuleOf {
  readonly rule: JwtRule
  readonly resource: Resource<RequestAuthentication>
  readonly index: number
}

const provider = (scope: Scope, { rule, resource, index }: RuleOf): Config => ({
  issuer: rule.issuer,
  ...(rule.audiences?.length ? { audiences: rule.audiences } : {}),
  forward: rule.forwardOriginalToken,
  payload_in_metadata: 'payload',
  ...(rule.outputPayloadToHeader ? { forward_payload_header: rule.outputPayloadToHeader } : {}),
  jwt_cache_config: { jwt_cache_size: 1_000 },
  remote_jwks: {
    http_uri: {
      uri: rule.jwksUri,
      cluster: keyCluster(scope, rule, resource, index),
      timeout: '5s',
    },
    cache_duration: '20s',
    async_fetch: { fast_listener: true, failed_refetch_duration: '1s' },
    retry_policy: { num_retries: 2 },
  },
})

/** Keys are fetched through the mesh, by the identity of whoever needs them. */
function keyCluster(
  { services }: Scope,
  { jwksUri }: JwtRule,
  resource: Resource<RequestAuthentication>,
  index: number,
): string {
  const url = new URL(jwksUri ?? '')
  const host = qualify(url.hostname, resource.namespace)
  if (url.protocol !== 'http:' || !host.endsWith(inMesh)) {
    const path = ['spec', 'jwtRules', index, 'jwksUri']
    throw new MeshError([
      {
        ...resource.locate(path),
        field: `spec.jwtRules[${index}].jwksUri`,
        message: 'only http addresses of services of this mesh are supported yet',
      },
    ])
  }
  const service = services.find((one) => one.host === host)
  return outboundCluster(service ?? { host, port: Number(url.port || 80) })
}
