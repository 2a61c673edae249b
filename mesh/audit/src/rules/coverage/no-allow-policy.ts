import { acting } from '../../world/policies.ts'
import { ask, strangerOf } from '../../world/question.ts'
import { keyOf } from '../../world/workload.ts'
import { type Rule, show } from '../rule.ts'

export const noAllowPolicy: Rule = {
  code: 'STOA203',
  severity: 'error',
  summary: 'A workload that no ALLOW policy reaches takes requests from everybody',
  why: 'Without an ALLOW policy Istio lets everything in that no DENY policy names.',
  mend: 'Write an ALLOW policy for it that names its callers, and one with `spec: {}` for the namespace.',
  check: (world) =>
    world.inventory.workloads.flatMap((workload) => {
      const [port] = workload.ports
      if (workload.kind === 'bare' || port === undefined) return []
      const door = world.doorOf(workload, port)
      if (acting(door.mesh.AuthorizationPolicy, 'ALLOW').length > 0) return []
      const caller = workload.kind === 'gateway' ? null : strangerOf(world.mesh)
      return [
        {
          at: workload.at,
          resource: `workload ${keyOf(workload)}`,
          message: `no ALLOW policy reaches ${keyOf(workload)}`,
          severity: workload.kind === 'gateway' ? 'warning' : 'error',
          demonstration: show(world, door, ask(door, caller)),
        },
      ]
    }),
}
