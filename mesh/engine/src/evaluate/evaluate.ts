import { effectiveMtls } from '../model/effective-mtls.ts'
import type { MeshModel } from '../model/mesh-model.ts'
import { policiesFor } from '../model/select.ts'
import { type TokenRule, tokenRulesOf } from '../model/token-rules.ts'
import { trustDomainsOf } from '../model/trust-domain.ts'
import type { AccessRequest, HttpRequest, Token } from './access-request.ts'
import { authenticate } from './authenticate.ts'
import { authorise, type Denial, evaluateCustom } from './authorise.ts'
import type { FilterContext, FilterRequest } from './filter-context.ts'
import { normalisePath } from './normalise.ts'
import { type Policy, partOf } from './rules.ts'
import type { PolicyPart, Verdict } from './verdict.ts'

/**
 * Evaluates a request against the policies of a mesh: the answer of the server's proxy, and the
 * policy, rule and field that decide. Pure.
 *
 * @example
 * evaluate(model, {
 *   server: { namespace: 'shop', labels: { app: 'b' }, kind: 'sidecar', port: 80, protocol: 'http' },
 *   client: { principal: 'cluster.local/ns/shop/sa/a', ip: '10.0.0.1' },
 *   request: { method: 'GET', path: '/', host: 'b', headers: {}, tokens: [] },
 * }).decision // 'allow' or 'deny'
 */
export function evaluate(model: MeshModel, accessRequest: AccessRequest): Verdict {
  const { server, request } = accessRequest
  const handshake = refusedHandshake(model, accessRequest)
  if (handshake !== undefined)
    return { ...emptyVerdict, ...handshake, decision: 'deny', closed: true }
  const policies = policiesFor(model.AuthorizationPolicy, server, model.settings)
  if (server.protocol === 'tcp' || request === undefined)
    return overTcp(model, policies, accessRequest)
  const path = normalisePath(request.path, model.settings.pathNormalization)
  if (path === undefined)
    return {
      ...emptyVerdict,
      decision: 'deny',
      status: 400,
      stage: 'path',
      reason: 'the proxy rejects the path',
    }
  return overHttp(model, policies, accessRequest, { ...request, path })
}

const emptyVerdict = {
  closed: false,
  misses: [],
  headers: {},
  asked: [],
  audited: [],
  dryRun: [],
} as const

/** Why the port's mTLS mode rejects the client, or undefined when it accepts the client. */
function refusedHandshake(model: MeshModel, { server, client }: AccessRequest) {
  if (server.kind === 'gateway') return undefined
  const { mode, from } = effectiveMtls(model, server, server.port)
  const by: PolicyPart | undefined = from && {
    ...partOf(from.resource),
    line: from.resource.locate(from.path).line,
  }
  const refuse = (reason: string) => ({ stage: 'mtls' as const, reason, by })
  if (client.principal === null)
    return mode === 'STRICT' ? refuse('the port accepts only mutual TLS') : undefined
  if (mode === 'DISABLE') return refuse('the port accepts only plaintext')
  const domain = client.principal.split('/')[0] ?? ''
  return trustDomainsOf(model.settings).includes(domain)
    ? undefined
    : refuse(`certificates of the trust domain ${domain} are not accepted`)
}

function filterContextOf(
  model: MeshModel,
  accessRequest: AccessRequest,
  http?: FilterRequest,
): FilterContext {
  const { server, client, metadata = {} } = accessRequest
  return { settings: model.settings, server, client, metadata, http }
}

function overTcp(
  model: MeshModel,
  policies: readonly Policy[],
  accessRequest: AccessRequest,
): Verdict {
  const context = filterContextOf(model, accessRequest)
  const custom = evaluateCustom(policies, context, accessRequest.authorizer ?? 'allow')
  const rest = authorise(policies, context)
  const denial = custom.denial ?? rest.denial
  const notes = { asked: custom.called, audited: rest.audited, dryRun: rest.dryRun }
  if (denial !== undefined) return { ...emptyVerdict, ...notes, ...denied(denial), closed: true }
  return { ...emptyVerdict, ...notes, ...allowed(rest.by) }
}

function overHttp(
  model: MeshModel,
  policies: readonly Policy[],
  accessRequest: AccessRequest,
  request: HttpRequest,
): Verdict {
  const { path } = request
  const sent = { ...request, headers: withTokens(request) }
  const custom = evaluateCustom(
    policies,
    filterContextOf(model, accessRequest, sent),
    accessRequest.authorizer ?? 'allow',
  )
  const common = { path, asked: custom.called }
  if (custom.denial !== undefined)
    return { ...emptyVerdict, ...common, ...denied(custom.denial), status: 403 }

  const rules = tokenRulesOf(model, accessRequest.server)
  const token = authenticate(rules, request, accessRequest.keysUnavailable ?? [])
  const { status, reason, by, claims } = token
  if (status !== 200)
    return {
      ...emptyVerdict,
      ...common,
      decision: 'deny',
      status,
      stage: 'token',
      reason,
      by: by && tokenRulePart(by),
    }

  const headers = withHeaderChanges(sent.headers, token.headers)
  const rest = authorise(
    policies,
    filterContextOf(model, accessRequest, { ...request, headers, claims }),
  )
  const notes = {
    ...common,
    claims,
    headers: token.headers,
    audited: rest.audited,
    dryRun: rest.dryRun,
  }
  if (rest.denial !== undefined)
    return { ...emptyVerdict, ...notes, ...denied(rest.denial), status: 403 }
  return { ...emptyVerdict, ...notes, ...allowed(rest.by), status: 200 }
}

const denied = ({ stage, by, reason, misses }: Denial) =>
  ({ decision: 'deny', stage, by, reason, misses }) as const

const allowed = (by: PolicyPart | undefined) =>
  ({
    decision: 'allow',
    stage: by === undefined ? 'default' : 'allow',
    by,
    reason: by === undefined ? 'no ALLOW policy applies to the workload' : 'an ALLOW rule matches',
  }) as const

function tokenRulePart({ resource, index }: TokenRule): PolicyPart {
  const path = ['jwtRules', index]
  const { line } = resource.locate(['spec', ...path])
  return { ...partOf(resource), line, rule: index }
}

/** The headers of a request including those that carry tokens. */
function withTokens({ headers, tokens }: HttpRequest): Readonly<Record<string, string>> {
  const inHeaders = tokens.flatMap((token: Token) =>
    'header' in token.at
      ? [[token.at.header.toLowerCase(), `${token.at.prefix}(token)`] as const]
      : [],
  )
  return { ...headers, ...Object.fromEntries(inHeaders) }
}

const withHeaderChanges = (
  headers: Readonly<Record<string, string>>,
  changes: Readonly<Record<string, string | null>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries({ ...headers, ...changes }).filter(
      (entry): entry is [string, string] => entry[1] !== null,
    ),
  )
