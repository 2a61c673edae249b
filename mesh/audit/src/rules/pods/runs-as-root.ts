import type { Rule } from '../rule.ts'
import { containersOf, podResult, podsOf } from './pods.ts'

export const runsAsRoot: Rule = {
  code: 'STOA811',
  severity: 'warning',
  summary: 'A container may run as root',
  why: 'A process that escapes the container is root on the node and can read the keys of every workload there.',
  fix: 'Set `securityContext.runAsNonRoot: true`.',
  check: (context) =>
    podsOf(context).flatMap((workload) =>
      containersOf(workload).flatMap(({ name, securityContext: own }) => {
        const nonRoot = own.runAsNonRoot ?? workload.pod.securityContext.runAsNonRoot ?? false
        const user = own.runAsUser ?? workload.pod.securityContext.runAsUser ?? 0
        if (nonRoot || user > 0) return []
        const evidence = `container ${name} sets neither runAsNonRoot nor a runAsUser other than 0`
        return [podResult(workload, `container ${name} may run as root`, evidence)]
      }),
    ),
}
