import type { Rule } from '../rule.ts'
import { answeringOf, askFor, nameOfOperation } from './facts.ts'

export const operationForNobody: Rule = {
  code: 'STOA932',
  severity: 'warning',
  summary: 'An operation of a service may be called by nobody',
  why: 'It was written to be called; whoever needs it is refused.',
  mend: 'Allow it to who needs it, or take it out of the service.',
  check: (world) =>
    answeringOf(world).flatMap(({ door, operations }) => {
      const callers = world.inventory.workloads.filter((one) => one !== door.workload)
      return operations.flatMap((operation) => {
        const asked = callers.map((caller) => askFor(world, door, caller, operation))
        const [first] = asked
        if (!first || asked.some(({ verdict }) => verdict.decision === 'allow')) return []
        return [
          {
            at: operation.at,
            resource: `service ${operation.service}`,
            message: `nobody may call ${nameOfOperation(operation)}`,
            demonstration: { kind: 'request', ...first } as const,
          },
        ]
      })
    }),
}
