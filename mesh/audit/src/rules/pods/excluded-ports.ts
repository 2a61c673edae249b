import type { Rule } from '../rule.ts'
import { podResult, podsOf } from './pods.ts'

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
  summary: "Part of a pod's traffic bypasses its sidecar",
  why: 'The bypassing traffic is not subject to policies, not encrypted and not logged.',
  fix: 'Remove the annotation. If clients outside the mesh need the port, give it an mTLS mode of its own.',
  check: (context) =>
    podsOf(context).flatMap((workload) =>
      [...excluding, ...including].flatMap((annotation) => {
        const value = workload.annotations[annotation]
        const narrows = excluding.includes(annotation)
          ? Boolean(value)
          : value !== undefined && value !== '*'
        if (!narrows) return []
        return [
          podResult(
            workload,
            `part of its traffic bypasses the sidecar: ${annotation.split('/')[1]} ${value}`,
            `${annotation}: "${value}"`,
          ),
        ]
      }),
    ),
}
