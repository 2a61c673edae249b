import type { Question, Verdict } from '@stoa/mesh/policy'
import type { Demonstration } from '../rules/rule.ts'

/** A request in the words of a person: `POST /v1/orders from cluster.local/ns/shop/sa/web`. */
export function describeQuestion({ server, client, request }: Question): string {
  const from = client.principal ?? (server.kind === 'gateway' ? 'outside' : 'without certificate')
  const what =
    request === undefined
      ? `TCP connection to port ${server.port}`
      : `${request.method} ${request.path} (host ${request.host}, port ${server.port})`
  const headers = Object.entries(request?.headers ?? {}).map(([name, value]) => `${name}: ${value}`)
  const tokens = (request?.tokens ?? []).map(({ claims }) => `token ${JSON.stringify(claims)}`)
  const extras = [...headers, ...tokens]
  return `${what} from ${from}${extras.length > 0 ? `, with ${extras.join(', ')}` : ''}`
}

/** The request alone, where caller and port stand beside it. */
export const briefly = ({ request }: Question): string =>
  request === undefined
    ? 'TCP connection'
    : `${request.method} ${request.path}${request.tokens.length > 0 ? ' with a token' : ''}`

export function describeVerdict({ decision, status, closed, reason, by }: Verdict): string {
  const answer = closed
    ? 'connection closed'
    : `${decision === 'allow' ? 'let in' : 'refused'}${status === undefined ? '' : ` (${status})`}`
  const place = by
    ? `: ${by.kind} ${by.namespace}/${by.name}${by.rule === undefined ? '' : `, rule ${by.rule}`} (${by.file}:${by.line})`
    : `: ${reason}`
  return `${answer}${place}`
}

export const describeDemonstration = (demonstration: Demonstration): string =>
  demonstration.kind === 'fact'
    ? demonstration.says
    : `${describeQuestion(demonstration.question)} → ${describeVerdict(demonstration.verdict)}`
