import { qualifyHost } from '@stoa/mesh/policy'
import { fact, type Rule } from '../rule.ts'
import { appliesInMesh } from '../traffic/hops.ts'
import { servedOperations } from './served-operations.ts'

export const noTrafficPolicy: Rule = {
  code: 'STOA947',
  severity: 'note',
  summary: 'A service has no VirtualService or no DestinationRule',
  why: "Without a VirtualService a call has no time-out and Istio's default retries repeat writes. Without a DestinationRule a failing replica keeps its share of the calls.",
  fix: 'Add a VirtualService with time-outs, and a DestinationRule with outlierDetection and connectionPool.',
  check: (context) => {
    const { VirtualService, DestinationRule } = context.mesh
    const routed = new Set(
      VirtualService.filter(appliesInMesh).flatMap(({ spec, namespace }) =>
        spec.hosts.map((host) => qualifyHost(host, namespace)),
      ),
    )
    const guarded = new Set(
      DestinationRule.map(({ spec, namespace }) => qualifyHost(spec.host, namespace)),
    )
    return servedOperations(context).flatMap(({ targetPort: { workload } }) => {
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
          evidence: fact(message),
        },
      ]
    })
  },
}
