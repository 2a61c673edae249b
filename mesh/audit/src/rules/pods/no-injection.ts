import { hasSelector } from '@stoa/mesh/policy'
import { basicAccessRequest, unknownPrincipal } from '../../context/access-request.ts'
import type { AuditContext } from '../../context/audit-context.ts'
import { keyOf, type Workload } from '../../context/workload.ts'
import { type Rule, requestEvidence } from '../rule.ts'

export const noInjection: Rule = {
  code: 'STOA817',
  severity: 'warning',
  summary: 'A workload has no sidecar',
  why: 'No policy applies to it, its traffic is not encrypted, and its own calls carry no identity.',
  fix: 'Label the namespace istio-injection=enabled, and remove the setting that disables injection.',
  check: (context) =>
    context.inventory.workloads.flatMap((workload) => {
      const system = [context.mesh.settings.rootNamespace, 'kube-system'].includes(
        workload.namespace,
      )
      const [port] = workload.ports
      if (workload.kind !== 'bare' || system) return []
      const targetPort = port && context.targetPortOf(workload, port)
      const isSelected = hasPolicy(context, workload)
      return [
        {
          at: workload.at,
          resource: `workload ${keyOf(workload)}`,
          message: isSelected ? 'has no sidecar, although policies select it' : 'has no sidecar',
          severity: isSelected && targetPort ? 'error' : 'warning',
          evidence:
            targetPort &&
            requestEvidence(
              context,
              targetPort,
              basicAccessRequest(targetPort, unknownPrincipal(context.mesh)),
            ),
        },
      ]
    }),
}

/** Whether a policy selects the workload, so that it looks protected. */
const hasPolicy = ({ meshFor }: AuditContext, workload: Workload): boolean =>
  meshFor(workload).AuthorizationPolicy.some(({ spec }) => hasSelector(spec))
