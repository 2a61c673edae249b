import {
  type HttpRequest,
  normalisePath,
  repliedStatus,
  type Token,
  type Verdict,
} from '@stoa/mesh/policy'
import { basicAccessRequest, server, type TargetPort } from '../../context/access-request.ts'
import type { AuditContext } from '../../context/audit-context.ts'
import { isGatewayPort, isStatistics, statisticsRequest } from '../../context/statistics.ts'
import { keyOf } from '../../context/workload.ts'
import { traceThroughEdge } from '../../operations/trace-through-edge.ts'
import type { Answer, ClientCredentials, Probe, TokenKind } from '../probe.ts'

export type ProbeDraft = Omit<Probe, 'expected' | 'by'>

/** The answer to a probe that the policies imply, and the position of the deciding policy; undefined for an unknown target port. */
export function expectedAnswer(
  context: AuditContext,
  draft: ProbeDraft,
): Pick<Probe, 'expected' | 'by'> | undefined {
  const targetPort = context.targetPorts.find(
    ({ workload, port }) => keyOf(workload) === draft.target && port.number === draft.port,
  )
  if (targetPort === undefined) return undefined
  return isGatewayPort(targetPort)
    ? expectedAtEdge(context, targetPort, draft)
    : expectedAtSidecar(context, targetPort, draft)
}

/** The answer of a sidecar to a probe. */
export function expectedAtSidecar(
  context: AuditContext,
  targetPort: TargetPort,
  { credentials, request }: ProbeDraft,
): Pick<Probe, 'expected' | 'by'> {
  const verdict = context.evaluate(
    targetPort,
    basicAccessRequest(targetPort, principalOf(credentials), request),
  )
  const by = positionOf(targetPort, verdict)
  if (failsHandshake(credentials)) return { expected: 'closed', by }
  const isServed = !isStatistics(targetPort) || isStatisticsRequest(context, request)
  return { expected: isServed || verdict.decision === 'deny' ? answerOf(verdict) : '404', by }
}

/** The answer to an external probe: of the gateway or, if it forwards the request, of the service behind it. */
export function expectedAtEdge(
  context: AuditContext,
  targetPort: TargetPort,
  { request, token }: ProbeDraft,
): Pick<Probe, 'expected' | 'by'> {
  const tokens = token === undefined ? [] : [tokenOf(context, token)]
  const plain = { method: 'GET', path: '/', host: '', headers: {} }
  const sent: HttpRequest = { ...plain, ...request, tokens }
  const { atEdge, route, upstream } = traceThroughEdge(context, targetPort, sent)
  if (atEdge.decision === 'deny') {
    const replied = repliedStatus(context.mesh, server(targetPort), sent, atEdge)
    return { expected: atEdge.closed ? 'closed' : `${replied}`, by: positionOf(targetPort, atEdge) }
  }
  return upstream === undefined
    ? { expected: `${route?.directResponse?.status ?? 404}`, by: positionOf(targetPort, atEdge) }
    : {
        expected: answerOf(upstream.verdict),
        by: positionOf(upstream.targetPort, upstream.verdict),
      }
}

/** A proxy offers its statistics without parameters, and nothing else at their port. */
const isStatisticsRequest = ({ mesh }: AuditContext, request: ProbeDraft['request']): boolean =>
  request?.method === statisticsRequest.method &&
  normalisePath(request.path, mesh.settings.pathNormalization) === statisticsRequest.path

const answerOf = ({ closed, decision, status }: Verdict): Answer => {
  if (closed) return 'closed'
  return decision === 'allow' ? 'application' : `${status ?? 403}`
}

function positionOf({ workload }: TargetPort, { by, misses }: Verdict): Probe['by'] {
  const { file, line } = by ?? misses.at(-1) ?? workload.at
  return { file, line }
}

const principalOf = (credentials: ClientCredentials): string | null =>
  credentials.kind === 'certificate' ? (credentials.principal ?? null) : null

/** Whether the TLS handshake with a sidecar fails, whatever the policies say. */
const failsHandshake = (credentials: ClientCredentials): boolean =>
  credentials.kind === 'tls' ||
  (credentials.kind === 'certificate' &&
    (credentials.principal === undefined || credentials.fault !== undefined))

/** A token of this kind, as the evaluator sees it. */
function tokenOf({ mesh }: AuditContext, kind: TokenKind): Token {
  const rule = mesh.RequestAuthentication.flatMap(({ spec }) => spec.jwtRules ?? [])[0]
  const claims = { iss: rule?.issuer, aud: rule?.audiences?.[0], sub: 'probe' }
  const at = { header: 'authorization', prefix: 'Bearer ' }
  switch (kind) {
    case 'valid':
      return { claims, valid: true, at }
    case 'expired':
      return { claims, valid: false, fault: 'expired', at }
    case 'signed with an unknown key':
      return { claims, valid: false, fault: 'signature', at }
    case 'from another issuer':
      return { claims: { ...claims, iss: 'https://elsewhere.test' }, valid: true, at }
    case 'for another audience':
      return { claims: { ...claims, aud: 'elsewhere' }, valid: true, at }
    case 'malformed':
      return { claims, valid: true, at: { ...at, prefix: 'Bearer probe' } }
  }
}
