import type { Rule } from '../rule.ts'
import { aboutPod, containersOf, podsOf } from './about.ts'

const dangerous: readonly string[] = ['NET_ADMIN', 'NET_RAW', 'SYS_ADMIN', 'ALL']

export const netAdmin: Rule = {
  code: 'STOA813',
  severity: 'warning',
  summary: 'A container may change the network of its pod',
  why: 'With NET_ADMIN or NET_RAW it goes around its own sidecar, and no policy sees what it sends or gets.',
  mend: 'Take the capability away; let the CNI plugin set up the redirection.',
  check: (world) =>
    podsOf(world).flatMap((workload) =>
      containersOf(workload).flatMap(({ name, securityContext }) =>
        (securityContext.capabilities?.add ?? [])
          .filter((capability) => dangerous.includes(capability.replace(/^CAP_/, '').toUpperCase()))
          .map((capability) =>
            aboutPod(
              workload,
              `container ${name} has ${capability}`,
              `capabilities.add: [${capability}]`,
            ),
          ),
      ),
    ),
}
