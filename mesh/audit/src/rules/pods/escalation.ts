import type { Rule } from '../rule.ts'
import { aboutPod, containersOf, podsOf } from './about.ts'

export const escalation: Rule = {
  code: 'STOA812',
  severity: 'warning',
  summary: 'A container may gain privileges',
  why: 'A set-uid program in the image, or the kernel, makes root of whoever got in.',
  mend: 'Set securityContext.allowPrivilegeEscalation: false, and never privileged.',
  check: (world) =>
    podsOf(world).flatMap((workload) =>
      containersOf(workload).flatMap(({ name, securityContext }) => {
        const { privileged = false, allowPrivilegeEscalation = true } = securityContext
        if (!privileged && !allowPrivilegeEscalation) return []
        const what = privileged ? 'is privileged' : 'may gain privileges'
        return [
          aboutPod(
            workload,
            `container ${name} ${what}`,
            `privileged: ${privileged}, allowPrivilegeEscalation: ${allowPrivilegeEscalation}`,
          ),
        ]
      }),
    ),
}
