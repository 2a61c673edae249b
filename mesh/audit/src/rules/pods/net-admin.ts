import type { Rule } from '../rule.ts'
import { containersOf, podResult, podsOf } from './pods.ts'

const dangerous: readonly string[] = ['NET_ADMIN', 'NET_RAW', 'SYS_ADMIN', 'ALL']

export const netAdmin: Rule = {
  code: 'STOA813',
  severity: 'warning',
  summary: "A container may change its pod's network configuration",
  why: 'With NET_ADMIN or NET_RAW a container can bypass its own sidecar, and policies no longer apply to its traffic.',
  fix: 'Remove the capability, and let the Istio CNI plugin configure the redirection.',
  check: (context) =>
    podsOf(context).flatMap((workload) =>
      containersOf(workload).flatMap(({ name, securityContext }) =>
        (securityContext.capabilities?.add ?? [])
          .filter((capability) => dangerous.includes(capability.replace(/^CAP_/, '').toUpperCase()))
          .map((capability) =>
            podResult(
              workload,
              `container ${name} has the capability ${capability}`,
              `capabilities.add: [${capability}]`,
            ),
          ),
      ),
    ),
}
