import { hasTargetRef } from '@stoa/mesh/policy'
import { basicAccessRequest, unknownPrincipal } from '../../context/access-request.ts'
import { type Rule, requestEvidence, resultAt } from '../rule.ts'

export const targetRefsIgnored: Rule = {
  code: 'STOA204',
  severity: 'warning',
  summary: 'A policy uses targetRefs, which sidecars ignore',
  why: 'Only waypoints and gateways of the Gateway API read targetRefs. For a sidecar this policy does not exist.',
  fix: 'Select the workload with `selector`.',
  check: (context) => {
    const gatewayApi = [...context.kubernetes.unread.keys()].some((kind) =>
      kind.startsWith('Gateway (gateway.networking.k8s.io'),
    )
    if (gatewayApi) return []
    const { AuthorizationPolicy, RequestAuthentication } = context.mesh
    return [...AuthorizationPolicy, ...RequestAuthentication]
      .filter((policy) => hasTargetRef(policy.spec) && context.appliesTo(policy).length === 0)
      .map((policy) => {
        const targets = [policy.spec.targetRef, ...(policy.spec.targetRefs ?? [])]
        const names = targets.map((target) => target?.name)
        const workload = context.inventory.workloads.find(
          ({ namespace, name }) => namespace === policy.namespace && names.includes(name),
        )
        const port = workload?.ports[0]
        const targetPort = workload && port ? context.targetPortOf(workload, port) : undefined
        const message = 'applies to no sidecar'
        return resultAt(
          policy,
          ['spec', policy.spec.targetRef ? 'targetRef' : 'targetRefs'],
          message,
          {
            evidence:
              targetPort &&
              requestEvidence(
                context,
                targetPort,
                basicAccessRequest(targetPort, unknownPrincipal(context.mesh)),
              ),
          },
        )
      })
  },
}
