import { basicAccessRequest, unknownPrincipal } from '../../context/access-request.ts'
import { enforcedPolicies } from '../../context/policies.ts'
import { keyOf } from '../../context/workload.ts'
import { type Rule, requestEvidence } from '../rule.ts'

export const noAllowPolicy: Rule = {
  code: 'STOA203',
  severity: 'error',
  summary: 'No ALLOW policy applies to a workload, so it accepts every caller',
  why: 'Without an ALLOW policy, Istio allows every request that no DENY policy matches.',
  fix: "Add an ALLOW policy that names the workload's callers, and a default-deny policy (`spec: {}`) for the namespace.",
  check: (context) =>
    context.inventory.workloads.flatMap((workload) => {
      const [port] = workload.ports
      if (workload.kind === 'bare' || port === undefined) return []
      const targetPort = context.targetPortOf(workload, port)
      if (enforcedPolicies(targetPort.mesh.AuthorizationPolicy, 'ALLOW').length > 0) return []
      const caller = workload.kind === 'gateway' ? null : unknownPrincipal(context.mesh)
      return [
        {
          at: workload.at,
          resource: `workload ${keyOf(workload)}`,
          message: `no ALLOW policy applies to ${keyOf(workload)}`,
          severity: workload.kind === 'gateway' ? 'warning' : 'error',
          evidence: requestEvidence(context, targetPort, basicAccessRequest(targetPort, caller)),
        },
      ]
    }),
}
