import { type AccessRequest, evaluate, type MeshModel, type Verdict } from '../../src/index.ts'
import type { GeneratedRequest } from './requests.ts'
import { port } from './sample-values.ts'
import type { Observed } from './send-requests.ts'

export function accessRequestOf(
  request: GeneratedRequest,
  protocol: 'http' | 'tcp',
): AccessRequest {
  const { identity, address, forwardedFor, sni, method, path, host, headers, token } = request
  const http = {
    ...{ method, path, host },
    headers: { ...headers, 'x-authorizer': request.authorizer },
    tokens: token === undefined ? [] : [{ ...token.token, at: token.at }],
  }
  return {
    server: {
      ...{ namespace: 'ns1', labels: { app: 'b', version: 'v1' }, kind: 'sidecar', port, protocol },
      ip: '127.0.0.1',
    },
    client: {
      principal: identity,
      ip: address,
      remoteIp: protocol === 'http' ? forwardedFor : undefined,
      sni: identity === null ? undefined : sni,
    },
    ...(protocol === 'http' ? { request: http } : {}),
    authorizer: request.authorizer,
  }
}

/** How the evaluator and a proxy disagree, as a sentence; undefined when they agree. */
export function difference(
  model: MeshModel,
  request: GeneratedRequest,
  protocol: 'http' | 'tcp',
  observed: Observed,
): string | undefined {
  const verdict = evaluate(model, accessRequestOf(request, protocol))
  const expected = verdict.closed ? 'closed' : String(verdict.status ?? 200)
  const actual = observed.closed ? 'closed' : String(observed.status)
  if (expected !== actual)
    return `evaluator: ${expected} (${verdict.stage}: ${verdict.reason}), proxy: ${actual}${observed.closed ? ` (${observed.error})` : ` (${observed.body.slice(0, 120)})`}`
  if (protocol === 'tcp' || observed.closed || verdict.decision === 'deny') return undefined
  return forwardedDifference(verdict, request, observed.body)
}

/** How the path and headers that the application received differ from the verdict. */
function forwardedDifference(
  verdict: Verdict,
  request: GeneratedRequest,
  body: string,
): string | undefined {
  const { path, headers }: { path: string; headers: Record<string, string> } = JSON.parse(body)
  const at = request.token?.at
  const wanted = verdict.path ?? ''
  if (at === undefined || !('query' in at)) {
    if (path !== wanted) return `evaluator forwards ${wanted}, proxy ${path}`
  }
  for (const [name, value] of Object.entries(verdict.headers)) {
    const got = headers[name]
    if (name === 'x-payload' && value !== null) {
      if (decoded(got) !== decoded(value)) return `evaluator forwards ${name}, proxy ${got}`
    } else if ((got ?? null) !== value) return `evaluator sets ${name} to ${value}, proxy to ${got}`
  }
  const kept = Object.entries(request.headers).filter(([name]) => !(name in verdict.headers))
  const dropped = kept.find(([name, value]) => headers[name] !== value)
  return dropped && `evaluator keeps ${dropped[0]}: ${dropped[1]}, proxy has ${headers[dropped[0]]}`
}

const decoded = (text = '') => Buffer.from(text, 'base64url').toString()
