import type { AccessRequest, Token } from '../evaluate/access-request.ts'
import type { Case, CaseRequest, CaseToken } from './case.ts'

/** The request of a case in the evaluator's terms. */
export function accessRequestOf(
  { workload, extAuthz, jwks }: Case,
  request: CaseRequest,
): AccessRequest {
  const { source, destination, protocol } = request
  const target = workload ?? { namespace: 'default', labels: {} }
  return {
    server: {
      ...target,
      kind: isGateway(target.labels) ? 'gateway' : 'sidecar',
      port: destination.port,
      protocol,
      ip: destination.ip ?? undefined,
    },
    client: {
      principal: source.principal,
      ip: source.ip ?? '',
      remoteIp: source.remoteIp ?? undefined,
      sni: request.sni ?? undefined,
    },
    ...(protocol === 'http' ? { request: httpOf(request) } : {}),
    authorizer: extAuthz?.answer ?? 'allow',
    keysUnavailable: Object.keys(jwks ?? {}).filter((uri) => jwks?.[uri] === 'unavailable'),
  }
}

const isGateway = (labels: Readonly<Record<string, string>>) =>
  /gateway$/.test(labels.istio ?? '') || 'gateway.networking.k8s.io/gateway-name' in labels

const httpOf = ({ method, path, host, headers, jwt, jwts }: CaseRequest) => ({
  method: method ?? 'GET',
  path: path ?? '/',
  host: host ?? '',
  headers: headers ?? {},
  tokens: [...(jwt ? [jwt] : []), ...(jwts ?? [])].map(tokenOf),
})

function tokenOf({ claims, valid, invalidReason, location }: CaseToken): Token {
  const at =
    location.in === 'header'
      ? { header: location.name, prefix: location.prefix }
      : location.in === 'query'
        ? { query: location.name }
        : { cookie: location.name }
  return { claims, valid, fault: invalidReason === 'signature' ? 'signature' : 'expired', at }
}
