import { effectiveMtls } from '@stoa/mesh/policy'
import { nameOf } from '../../world/policies.ts'
import { ask } from '../../world/question.ts'
import { keyOf } from '../../world/workload.ts'
import { type Rule, show } from '../rule.ts'

export const plaintextAccepted: Rule = {
  code: 'STOA101',
  severity: 'error',
  summary: 'A port takes plaintext: its effective mTLS mode is not STRICT',
  why: 'Whoever can reach the pod can read, change or send requests without proving who they are.',
  mend: 'Set mode STRICT in a PeerAuthentication of the root namespace, and take away what overrides it.',
  check: (world) =>
    world.doors.flatMap((door) => {
      const { workload, port, mesh } = door
      if (workload.kind !== 'sidecar') return []
      const { mode, from } = effectiveMtls(mesh, workload, port.number)
      if (mode === 'STRICT') return []
      const demonstration = show(world, door, ask(door, null))
      const letIn = demonstration.kind === 'request' && demonstration.verdict.decision === 'allow'
      const source = from ? `by ${nameOf(from.resource)}` : "by Istio's default"
      return [
        {
          at: from ? from.resource.locate(from.path) : workload.at,
          resource: from ? nameOf(from.resource) : `workload ${keyOf(workload)}`,
          message: `port ${port.number} of ${keyOf(workload)} is ${mode} ${source}`,
          severity: letIn ? 'error' : 'warning',
          demonstration,
        },
      ]
    }),
}
