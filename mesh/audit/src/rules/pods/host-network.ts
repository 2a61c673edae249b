import type { Rule } from '../rule.ts'
import { containersOf, podResult, podsOf } from './pods.ts'

export const hostNetwork: Rule = {
  code: 'STOA814',
  severity: 'warning',
  summary: "A pod uses the node's network",
  why: 'Istio does not inject a sidecar into a host-network pod, and a host port leads around the sidecar.',
  fix: 'Remove hostNetwork and hostPort, and expose the workload through a Service or a gateway.',
  check: (context) =>
    podsOf(context).flatMap((workload) => [
      ...(workload.pod.hostNetwork
        ? [podResult(workload, "uses its node's network", 'hostNetwork: true')]
        : []),
      ...containersOf(workload).flatMap(({ name, ports }) =>
        ports.flatMap(({ hostPort, containerPort }) =>
          hostPort === undefined
            ? []
            : [
                podResult(
                  workload,
                  `container ${name} is exposed on port ${hostPort} of the node`,
                  `hostPort: ${hostPort}, containerPort: ${containerPort}`,
                ),
              ],
        ),
      ),
    ]),
}
