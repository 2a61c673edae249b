import type { Rule } from '../rule.ts'
import { aboutPod, containersOf, podsOf } from './about.ts'

export const runsAsRoot: Rule = {
  code: 'STOA811',
  severity: 'warning',
  summary: 'A container may run as root',
  why: 'Who breaks out of it is root on the node, and reads the keys of every workload there.',
  mend: 'Set securityContext.runAsNonRoot: true.',
  check: (world) =>
    podsOf(world).flatMap((workload) =>
      containersOf(workload).flatMap(({ name, securityContext: own }) => {
        const nonRoot = own.runAsNonRoot ?? workload.pod.securityContext.runAsNonRoot ?? false
        const user = own.runAsUser ?? workload.pod.securityContext.runAsUser ?? 0
        if (nonRoot || user > 0) return []
        const shown = `kubectl exec … -c ${name} -- id -u may answer 0`
        return [aboutPod(workload, `container ${name} may run as root`, shown)]
      }),
    ),
}
