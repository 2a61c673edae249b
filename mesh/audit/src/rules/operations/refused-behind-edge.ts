import type { Rule } from '../rule.ts'
import { operationsAtEdge } from './behind-edge.ts'
import { leadsTo, nameOfOperation } from './facts.ts'

export const refusedBehindEdge: Rule = {
  code: 'STOA936',
  severity: 'error',
  summary: 'The edge sends on an operation that the service refuses it',
  why: 'Whoever asks for it from outside is refused, whatever token they bring.',
  mend: "Let the edge in at the service, or take the operation out of the edge's routes.",
  check: (world) =>
    operationsAtEdge(world)
      .filter(({ passage, without, door }) => leadsTo(passage, door) || leadsTo(without, door))
      .filter(({ asked }) => asked.verdict.decision === 'deny')
      .map(({ operation, asked }) => ({
        at: operation.at,
        resource: `service ${operation.service}`,
        message: `the edge sends on ${nameOfOperation(operation)} to ${operation.service}, which refuses it`,
        demonstration: { kind: 'request', ...asked },
      })),
}
