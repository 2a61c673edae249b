import type { Rule } from '../rule.ts'
import { containersOf, podResult, podsOf } from './pods.ts'

export const escalation: Rule = {
  code: 'STOA812',
  severity: 'warning',
  summary: 'A container may gain privileges',
  why: 'An attacker inside the container can become root through a set-uid program or the kernel.',
  fix: 'Set `securityContext.allowPrivilegeEscalation: false`, and do not set `privileged`.',
  check: (context) =>
    podsOf(context).flatMap((workload) =>
      containersOf(workload).flatMap(({ name, securityContext }) => {
        const { privileged = false, allowPrivilegeEscalation = true } = securityContext
        if (!privileged && !allowPrivilegeEscalation) return []
        const permission = privileged ? 'is privileged' : 'may gain privileges'
        return [
          podResult(
            workload,
            `container ${name} ${permission}`,
            `privileged: ${privileged}, allowPrivilegeEscalation: ${allowPrivilegeEscalation}`,
          ),
        ]
      }),
    ),
}
