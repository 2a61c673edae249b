import type { Server } from '../evaluate/question.ts'
import { effectiveMtls } from '../model/effective-mtls.ts'
import type { MeshModel } from '../model/mesh-model.ts'
import { reaching } from '../model/select.ts'
import { tokenLocationsOf, tokenRulesOf } from '../model/token-rules.ts'
import type { Explanation, Said } from './explanation.ts'
import { limitsOf } from './limits.ts'
import { routesTo } from './routes.ts'
import { rulesSaid } from './rules-said.ts'

/** What the mesh says of one port of a service: who may call it, how, and within which limits. Pure. */
export function explainService(model: MeshModel, service: string, server: Server): Explanation {
  const { mode, from } = effectiveMtls(model, server, server.port)
  const host = `${service}.${server.namespace}.svc.cluster.local`
  const policies = reaching(model.AuthorizationPolicy, server, model.settings)
  return {
    service,
    port: server.port,
    mtls: { mode, text: mtlsText[mode], at: from?.resource.locate(from.path) },
    tokens: server.protocol === 'tcp' ? [] : tokensSaid(model, server),
    access: policies.flatMap(rulesSaid),
    routes: routesTo(model, host),
    limits: limitsOf(model, host),
  }
}

const mtlsText = {
  STRICT: 'mutual TLS alone',
  PERMISSIVE: 'mutual TLS, and plaintext from anybody',
  DISABLE: 'plaintext alone',
} as const

const tokensSaid = (model: MeshModel, server: Server): readonly Said[] =>
  tokenRulesOf(model, server).map(({ rule, resource, index }) => {
    const { headers, params, cookies } = tokenLocationsOf(rule)
    const places = [
      ...headers.map(({ name, prefix }) => `header ${name} "${prefix}"`),
      ...params.map((name) => `query ${name}`),
      ...cookies.map((name) => `cookie ${name}`),
    ]
    const audiences = rule.audiences?.length ? ` for ${rule.audiences.join(', ')}` : ''
    return {
      text: `tokens of ${rule.issuer ?? 'any issuer'}${audiences} are checked in ${places.join(', ')}`,
      at: resource.locate(['spec', 'jwtRules', index]),
    }
  })
