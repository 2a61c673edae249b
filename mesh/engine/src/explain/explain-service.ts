import type { Server } from '../evaluate/access-request.ts'
import { effectiveMtls } from '../model/effective-mtls.ts'
import type { MeshModel } from '../model/mesh-model.ts'
import { policiesFor } from '../model/select.ts'
import { tokenLocationsOf, tokenRulesOf } from '../model/token-rules.ts'
import { describeLimits } from './describe-limits.ts'
import { describeRoutes } from './describe-routes.ts'
import { describeRules } from './describe-rules.ts'
import type { Explanation, Statement } from './explanation.ts'

/**
 * Explains how the mesh treats one port of a service: mTLS, tokens, allowed callers, routes and
 * limits. Pure.
 */
export function explainService(model: MeshModel, service: string, server: Server): Explanation {
  const { mode, from } = effectiveMtls(model, server, server.port)
  const host = `${service}.${server.namespace}.svc.cluster.local`
  const policies = policiesFor(model.AuthorizationPolicy, server, model.settings)
  return {
    service,
    port: server.port,
    mtls: { mode, text: mtlsText[mode], at: from?.resource.locate(from.path) },
    tokens: server.protocol === 'tcp' ? [] : describeTokens(model, server),
    access: policies.flatMap(describeRules),
    routes: describeRoutes(model, host),
    limits: describeLimits(model, host),
  }
}

const mtlsText = {
  STRICT: 'mutual TLS only',
  PERMISSIVE: 'mutual TLS, and plaintext from any client',
  DISABLE: 'plaintext only',
} as const

const describeTokens = (model: MeshModel, server: Server): readonly Statement[] =>
  tokenRulesOf(model, server).map(({ rule, resource, index }) => {
    const { headers, params, cookies } = tokenLocationsOf(rule)
    const locations = [
      ...headers.map(({ name, prefix }) => `header ${name} "${prefix}"`),
      ...params.map((name) => `query ${name}`),
      ...cookies.map((name) => `cookie ${name}`),
    ]
    const audiences = rule.audiences?.length ? ` for ${rule.audiences.join(', ')}` : ''
    return {
      text: `tokens of ${rule.issuer ?? 'any issuer'}${audiences} are checked in ${locations.join(', ')}`,
      at: resource.locate(['spec', 'jwtRules', index]),
    }
  })
