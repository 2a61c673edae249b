import type { MeshModel } from '@stoa/mesh/policy'
import { unknownPrincipal } from '../../context/access-request.ts'
import type { AuditContext } from '../../context/audit-context.ts'
import { isGatewayPort } from '../../context/statistics.ts'
import { keyOf } from '../../context/workload.ts'
import { candidateAccessRequests } from '../candidate-access-requests.ts'
import { type Rule, requestEvidence, resultAt } from '../rule.ts'

export const forgeableHeader: Rule = {
  code: 'STOA606',
  severity: 'error',
  summary: 'A client can forge a header that carries verified token claims',
  why: "The proxy overwrites the header only where the RequestAuthentication applies. On any other way in, the client's own value reaches the application.",
  fix: 'Apply the same RequestAuthentication to every gateway, and allow only the gateway to call the services behind it.',
  check: (context) =>
    context.mesh.RequestAuthentication.flatMap((policy) => {
      const headers = (policy.spec.jwtRules ?? []).flatMap((rule) => [
        ...(rule.outputPayloadToHeader ? [rule.outputPayloadToHeader] : []),
        ...(rule.outputClaimToHeaders ?? []).map(({ header }) => header),
      ])
      const [header] = headers
      const gateways = context.appliesTo(policy).filter(({ kind }) => kind === 'gateway')
      if (header === undefined || gateways.length === 0) return []
      const forgery = forgeryOf(context, header.toLowerCase())
      if (forgery === undefined) return []
      const message = `${header} reaches ${keyOf(forgery.targetPort.workload)} with the client's own value`
      return [resultAt(policy, ['spec', 'jwtRules'], message, { evidence: forgery.evidence })]
    }),
}

/** An allowed request in which the client itself sets the header. */
function forgeryOf(context: AuditContext, header: string) {
  const hosts = hostsBehindGateways(context.mesh)
  const targetPorts = context.targetPorts.filter(
    ({ workload, port }) =>
      port.protocol === 'http' &&
      (isGatewayPort({ workload, port }) || workload.hosts.some((host) => hosts.has(host))),
  )
  for (const targetPort of targetPorts) {
    const callers = isGatewayPort(targetPort) ? [null] : [null, unknownPrincipal(context.mesh)]
    for (const candidate of candidateAccessRequests(targetPort, [], []))
      for (const principal of callers) {
        if (candidate.request === undefined) continue
        const request = {
          ...candidate.request,
          headers: { ...candidate.request.headers, [header]: 'forged' },
        }
        const evidence = requestEvidence(context, targetPort, {
          ...candidate,
          client: { ...candidate.client, principal },
          request,
        })
        const passes =
          evidence.kind === 'request' &&
          evidence.verdict.decision === 'allow' &&
          !Object.hasOwn(evidence.verdict.headers, header)
        if (passes) return { targetPort, evidence }
      }
  }
  return undefined
}

const hostsBehindGateways = ({ VirtualService }: MeshModel): ReadonlySet<string> =>
  new Set(
    VirtualService.filter(({ spec }) =>
      (spec.gateways ?? []).some((name) => name !== 'mesh'),
    ).flatMap(({ spec }) =>
      spec.http.flatMap(({ route = [] }) => route.map(({ destination }) => destination.host)),
    ),
  )
