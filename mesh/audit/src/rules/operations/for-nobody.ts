import type { Operation } from '../../inputs/operations.ts'
import type { Door } from '../../world/question.ts'
import type { Workload } from '../../world/workload.ts'
import type { World } from '../../world/world.ts'
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
      const callers = world.inventory.workloads
        .filter((one) => one !== door.workload)
        .toSorted((a, b) => Number(b.kind === 'gateway') - Number(a.kind === 'gateway'))
      const [nobody] = callers
      if (nobody === undefined) return []
      return operations
        .filter((operation) => !callers.some((caller) => mayCall(world, door, caller, operation)))
        .map((operation) => ({
          at: operation.at,
          resource: `service ${operation.service}`,
          message: `nobody may call ${nameOfOperation(operation)}`,
          demonstration: { kind: 'request', ...askFor(world, door, nobody, operation) } as const,
        }))
    }),
}

const mayCall = (world: World, door: Door, caller: Workload, operation: Operation): boolean =>
  askFor(world, door, caller, operation).verdict.decision === 'allow'
