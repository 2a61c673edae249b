import type { AccessRequest, Verdict } from '@stoa/mesh/policy'
import type { Evidence } from '../rules/rule.ts'

/** Describes a request, such as `POST /v1/orders (host orders, port 8080) from cluster.local/ns/shop/sa/web`. */
export function describeAccessRequest({ server, client, request }: AccessRequest): string {
  const from =
    client.principal ??
    (server.kind === 'gateway' ? 'an external client' : 'a caller without a certificate')
  const operation =
    request === undefined
      ? `TCP connection to port ${server.port}`
      : `${request.method} ${request.path} (host ${request.host}, port ${server.port})`
  const headers = Object.entries(request?.headers ?? {}).map(([name, value]) => `${name}: ${value}`)
  const tokens = (request?.tokens ?? []).map(({ claims }) => `token ${JSON.stringify(claims)}`)
  const extras = [...headers, ...tokens]
  return `${operation} from ${from}${extras.length > 0 ? `, with ${extras.join(', ')}` : ''}`
}

/** Describes a request without its caller, host and port. */
export const describeRequest = ({ request }: AccessRequest): string =>
  request === undefined
    ? 'TCP connection'
    : `${request.method} ${request.path}${request.tokens.length > 0 ? ' with a token' : ''}`

export function describeVerdict({ decision, status, closed, reason, by }: Verdict): string {
  const answer = closed
    ? 'connection closed'
    : `${decision === 'allow' ? 'allowed' : 'denied'}${status === undefined ? '' : ` (${status})`}`
  const reasonText = by
    ? `: ${by.kind} ${by.namespace}/${by.name}${by.rule === undefined ? '' : `, rule ${by.rule}`} (${by.file}:${by.line})`
    : `: ${reason}`
  return `${answer}${reasonText}`
}

export const describeEvidence = (evidence: Evidence): string =>
  evidence.kind === 'fact'
    ? evidence.says
    : `${describeAccessRequest(evidence.accessRequest)} → ${describeVerdict(evidence.verdict)}`
