import { needsHttp } from '@stoa/mesh/policy'
import { basicAccessRequest } from '../../context/access-request.ts'
import { type Rule, requestEvidence, resultAt } from '../rule.ts'
import { type ScopedRule, scopedRules } from '../scoped-rules.ts'

export const httpFieldsOnTcp: Rule = {
  code: 'STOA503',
  severity: 'error',
  summary: 'A rule with HTTP fields applies to a TCP port',
  why: 'At a TCP port Istio drops the whole ALLOW rule, so the rule allows no connection. It drops only the HTTP fields of a DENY rule, so the rule denies every connection.',
  fix: 'Limit the rule to HTTP ports with `ports`, or remove its HTTP fields.',
  check: (context) =>
    scopedRules(context, 'ALLOW', 'DENY').flatMap((scoped) => {
      const targetPort = tcpTargetPort(scoped)
      if (targetPort === undefined) return []
      const isDeny = scoped.policy.spec.action === 'DENY'
      const [from = []] = scoped.rule.clauses.from
      const named = from.find(({ field }) => field === 'principals')?.values[0]
      const caller =
        named !== undefined && !named.includes('*') ? named : targetPort.workload.principal
      const message = isDeny
        ? `denies every connection to TCP port ${targetPort.port.number}`
        : `allows no connection to TCP port ${targetPort.port.number}`
      return [
        resultAt(scoped.policy, scoped.rule.path, message, {
          evidence: requestEvidence(context, targetPort, basicAccessRequest(targetPort, caller)),
        }),
      ]
    }),
}

/** A TCP port to which the rule applies: one that it names, or the only kind of port that there is. */
function tcpTargetPort({ policy, rule, targetPorts }: ScopedRule) {
  const tcp = targetPorts.filter(({ port }) => port.protocol === 'tcp')
  if (tcp.length === 0 || ![...rule.clauses.from, ...rule.clauses.to].flat().some(needsHttp))
    return undefined
  const ports = rule.clauses.to.map((to) => to.find(({ field }) => field === 'ports')?.values ?? [])
  const named = tcp.find(({ port }) => ports.some((list) => list.includes(String(port.number))))
  if (named !== undefined) return named
  const all = ports.some((list) => list.length === 0)
  if (!all) return undefined
  return policy.spec.action === 'DENY' || tcp.length === targetPorts.length ? tcp[0] : undefined
}
