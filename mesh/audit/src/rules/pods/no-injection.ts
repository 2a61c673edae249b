import { hasSelector } from '@stoa/mesh/policy'
import { ask, strangerOf } from '../../world/question.ts'
import { keyOf, type Workload } from '../../world/workload.ts'
import type { World } from '../../world/world.ts'
import { type Rule, show } from '../rule.ts'

export const noInjection: Rule = {
  code: 'STOA817',
  severity: 'warning',
  summary: 'A workload has no sidecar',
  why: 'No policy counts for it, nothing is encrypted, and its own calls carry no identity.',
  mend: 'Label the namespace istio-injection=enabled and take away what switches the injection off.',
  check: (world) =>
    world.inventory.workloads.flatMap((workload) => {
      const system = [world.mesh.settings.rootNamespace, 'kube-system'].includes(workload.namespace)
      const [port] = workload.ports
      if (workload.kind !== 'bare' || system) return []
      const door = port && world.doorOf(workload, port)
      const meant = selected(world, workload)
      return [
        {
          at: workload.at,
          resource: `workload ${keyOf(workload)}`,
          message: meant ? 'has no sidecar, and policies that select it' : 'has no sidecar',
          severity: meant && door ? 'error' : 'warning',
          demonstration: door && show(world, door, ask(door, strangerOf(world.mesh))),
        },
      ]
    }),
}

/** Whether somebody wrote a policy for it, and so believes it protected. */
const selected = ({ meshOf }: World, workload: Workload): boolean =>
  meshOf(workload).AuthorizationPolicy.some(({ spec }) => hasSelector(spec))
