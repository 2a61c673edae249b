import { effectiveMtls } from '@stoa/mesh/policy'
import { basicAccessRequest } from '../../context/access-request.ts'
import { resourceName } from '../../context/policies.ts'
import { keyOf } from '../../context/workload.ts'
import { type Rule, requestEvidence } from '../rule.ts'

export const plaintextAccepted: Rule = {
  code: 'STOA101',
  severity: 'error',
  summary: 'A port accepts plaintext because its effective mTLS mode is not STRICT',
  why: 'Anyone who can reach the pod can read or change traffic, and can send requests without proving an identity.',
  fix: 'Set mode STRICT in a PeerAuthentication of the root namespace, and remove the policies that override it.',
  check: (context) =>
    context.targetPorts.flatMap((targetPort) => {
      const { workload, port, mesh } = targetPort
      if (workload.kind !== 'sidecar') return []
      const { mode, from } = effectiveMtls(mesh, workload, port.number)
      if (mode === 'STRICT') return []
      const evidence = requestEvidence(context, targetPort, basicAccessRequest(targetPort, null))
      const accepted = evidence.kind === 'request' && evidence.verdict.decision === 'allow'
      const source = from ? `set by ${resourceName(from.resource)}` : "Istio's default"
      return [
        {
          at: from ? from.resource.locate(from.path) : workload.at,
          resource: from ? resourceName(from.resource) : `workload ${keyOf(workload)}`,
          message: `port ${port.number} of ${keyOf(workload)} has mTLS mode ${mode} (${source})`,
          severity: accepted ? 'error' : 'warning',
          evidence,
        },
      ]
    }),
}
