import type { Rule } from '../rule.ts'
import { aboutPod, podsOf } from './about.ts'

const excluding = [
  'traffic.sidecar.istio.io/excludeInboundPorts',
  'traffic.sidecar.istio.io/excludeOutboundPorts',
  'traffic.sidecar.istio.io/excludeOutboundIPRanges',
  'traffic.sidecar.istio.io/excludeInterfaces',
]
const including = [
  'traffic.sidecar.istio.io/includeInboundPorts',
  'traffic.sidecar.istio.io/includeOutboundIPRanges',
]

export const excludedPorts: Rule = {
  code: 'STOA818',
  severity: 'warning',
  summary: 'Some of the traffic of a pod goes around its sidecar',
  why: 'No policy counts there, nothing is encrypted, and nothing of it is logged.',
  mend: 'Take the annotation away; give the port mTLS of its own when clients outside the mesh need it.',
  check: (world) =>
    podsOf(world).flatMap((workload) =>
      [...excluding, ...including].flatMap((annotation) => {
        const value = workload.annotations[annotation]
        const narrows = excluding.includes(annotation)
          ? Boolean(value)
          : value !== undefined && value !== '*'
        if (!narrows) return []
        return [
          aboutPod(
            workload,
            `goes around its sidecar: ${annotation.split('/')[1]} ${value}`,
            `${annotation}: "${value}"`,
          ),
        ]
      }),
    ),
}
