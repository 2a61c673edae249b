import { accessRequestMatching, basicAccessRequest } from '../../context/access-request.ts'
import type { AuditContext } from '../../context/audit-context.ts'
import { type Rule, requestEvidence, resultAt } from '../rule.ts'
import { everyAction, type ScopedRule } from '../scoped-rules.ts'
import { valuesOf } from '../value-lists.ts'

export const servicePort: Rule = {
  code: 'STOA405',
  severity: 'error',
  summary: "A rule names the Service's port instead of the container's",
  why: 'Policies see the port on which the pod listens, so the rule never matches.',
  fix: 'Write the containerPort to which the Service forwards.',
  check: (context) =>
    valuesOf(context, ['ports'], ...everyAction).flatMap((scoped) => {
      const wanted = Number(scoped.value)
      const ports = scoped.targetPorts.map(({ port }) => port)
      if (ports.some(({ number }) => number === wanted)) return []
      const intended = ports.find(({ servicePorts }) => servicePorts.includes(wanted))
      if (intended === undefined) return []
      const message = `${wanted} is the Service port; the pod listens on ${intended.number}`
      return [
        resultAt(scoped.policy, scoped.at, message, {
          evidence: evidenceAtPort(context, scoped, intended.number),
        }),
      ]
    }),
}

/** The answer that the rule's caller gets at the intended port. */
function evidenceAtPort(context: AuditContext, { targetPorts, rule }: ScopedRule, port: number) {
  const targetPort = targetPorts.find((target) => target.port.number === port)
  const [from = []] = rule.clauses.from
  const [to = []] = rule.clauses.to
  if (targetPort === undefined) return undefined
  const accessRequest = accessRequestMatching(
    targetPort,
    from,
    to.filter(({ field }) => field !== 'ports'),
  )
  return requestEvidence(context, targetPort, accessRequest ?? basicAccessRequest(targetPort, null))
}
