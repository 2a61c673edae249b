import type { JwtRule, RequestAuthentication } from './kinds/request-authentication.ts'
import type { MeshModel } from './mesh-model.ts'
import type { Resource } from './resource.ts'
import { policiesFor, type Target } from './select.ts'

/** A JWT rule and its resource. */
export interface TokenRule {
  readonly rule: JwtRule
  readonly index: number
  readonly resource: Resource<RequestAuthentication>
}

/**
 * All JWT rules that apply to a workload, in Istio's order: by issuer, then its own namespace
 * before the root namespace, then by age and name.
 */
export function tokenRulesOf(
  model: Pick<MeshModel, 'RequestAuthentication' | 'settings'>,
  target: Target,
): readonly TokenRule[] {
  const { rootNamespace } = model.settings
  const rank = ({ namespace, createdAt = '', name }: Resource<RequestAuthentication>) =>
    [namespace === rootNamespace ? '1' : '0', createdAt, name].join(' ')
  const rules = policiesFor(model.RequestAuthentication, target, model.settings)
    .toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1))
    .flatMap((resource) =>
      (resource.spec.jwtRules ?? []).map((rule, index) => ({ rule, index, resource })),
    )
  const issuer = ({ rule }: TokenRule) => rule.issuer ?? ''
  return rules.toSorted((a, b) => (issuer(a) < issuer(b) ? -1 : issuer(a) > issuer(b) ? 1 : 0))
}

export interface TokenLocations {
  readonly headers: readonly { readonly name: string; readonly prefix: string }[]
  readonly params: readonly string[]
  readonly cookies: readonly string[]
}

/** The locations where a rule looks for tokens, in the proxy's order. */
export function tokenLocationsOf({
  fromHeaders = [],
  fromParams = [],
  fromCookies = [],
}: JwtRule): TokenLocations {
  if (fromHeaders.length + fromParams.length + fromCookies.length === 0)
    return {
      headers: [{ name: 'authorization', prefix: 'Bearer ' }],
      params: ['access_token'],
      cookies: [],
    }
  const headers = fromHeaders.map(({ name, prefix = '' }) => ({ name: name.toLowerCase(), prefix }))
  return {
    headers: headers.toSorted((a, b) => (a.name + a.prefix < b.name + b.prefix ? -1 : 1)),
    params: fromParams.toSorted(),
    cookies: fromCookies.toSorted(),
  }
}
