import { hasTargetRef } from '@stoa/mesh/policy'
import { nameOf } from '../../world/policies.ts'
import { ask, strangerOf } from '../../world/question.ts'
import { found, type Rule, show } from '../rule.ts'

export const targetRefsIgnored: Rule = {
  code: 'STOA204',
  severity: 'warning',
  summary: 'A policy with targetRefs is written where sidecars run, which ignore it',
  why: 'Only gateways of the Gateway API and waypoints read targetRefs; for a sidecar the policy is not there.',
  mend: 'Choose the workload by `selector`.',
  check: (world) => {
    const gatewayApi = [...world.kubernetes.unread.keys()].some((kind) =>
      kind.startsWith('Gateway (gateway.networking.k8s.io'),
    )
    if (gatewayApi) return []
    const { AuthorizationPolicy, RequestAuthentication } = world.mesh
    return [...AuthorizationPolicy, ...RequestAuthentication]
      .filter((policy) => hasTargetRef(policy.spec) && world.reachedBy(policy).length === 0)
      .map((policy) => {
        const targets = [policy.spec.targetRef, ...(policy.spec.targetRefs ?? [])]
        const names = targets.map((target) => target?.name)
        const workload = world.inventory.workloads.find(
          ({ namespace, name }) => namespace === policy.namespace && names.includes(name),
        )
        const port = workload?.ports[0]
        const door = workload && port ? world.doorOf(workload, port) : undefined
        const message = `${nameOf(policy)} counts for no sidecar`
        return found(
          policy,
          ['spec', policy.spec.targetRef ? 'targetRef' : 'targetRefs'],
          message,
          {
            demonstration: door && show(world, door, ask(door, strangerOf(world.mesh))),
          },
        )
      })
  },
}
