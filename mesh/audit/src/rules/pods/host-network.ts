import type { Rule } from '../rule.ts'
import { aboutPod, containersOf, podsOf } from './about.ts'

export const hostNetwork: Rule = {
  code: 'STOA814',
  severity: 'warning',
  summary: "A pod uses the node's network",
  why: 'Istio puts no sidecar there, or the port of the node leads around it.',
  mend: 'Take hostNetwork and hostPort away, and publish it by a Service or the gateway.',
  check: (world) =>
    podsOf(world).flatMap((workload) => [
      ...(workload.pod.hostNetwork
        ? [aboutPod(workload, 'uses the network of its node', 'hostNetwork: true')]
        : []),
      ...containersOf(workload).flatMap(({ name, ports }) =>
        ports.flatMap(({ hostPort, containerPort }) =>
          hostPort === undefined
            ? []
            : [
                aboutPod(
                  workload,
                  `container ${name} is reached at port ${hostPort} of the node`,
                  `hostPort ${hostPort} leads to ${containerPort}`,
                ),
              ],
        ),
      ),
    ]),
}
