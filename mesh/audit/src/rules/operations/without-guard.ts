import { qualify } from '@stoa/mesh/policy'
import { fact, type Rule } from '../rule.ts'
import { isOfMesh } from '../traffic/hops.ts'
import { answeringOf } from './facts.ts'

export const withoutGuard: Rule = {
  code: 'STOA947',
  severity: 'note',
  summary: 'A service has no routes, or no limits and no ejection of replicas that fail',
  why: 'Without a VirtualService a call may last for ever and writes are repeated by default; without a DestinationRule a sick replica keeps its share.',
  mend: 'Give it a VirtualService with time-outs and a DestinationRule with outlierDetection and connectionPool.',
  check: (world) => {
    const { VirtualService, DestinationRule } = world.mesh
    const routed = new Set(
      VirtualService.filter(isOfMesh).flatMap(({ spec, namespace }) =>
        spec.hosts.map((host) => qualify(host, namespace)),
      ),
    )
    const guarded = new Set(
      DestinationRule.map(({ spec, namespace }) => qualify(spec.host, namespace)),
    )
    return answeringOf(world).flatMap(({ door: { workload } }) => {
      const lacks = [
        ...(workload.hosts.some((host) => routed.has(host)) ? [] : ['VirtualService']),
        ...(workload.hosts.some((host) => guarded.has(host)) ? [] : ['DestinationRule']),
      ]
      if (lacks.length === 0) return []
      const message = `${workload.name} has no ${lacks.join(' and no ')}`
      return [
        {
          at: workload.at,
          resource: `service ${workload.name}`,
          message,
          demonstration: fact(message),
        },
      ]
    })
  },
}
