import { fact, type Rule } from '../rule.ts'
import { operationsAtEdge } from './behind-edge.ts'
import { leadsTo, nameOfOperation } from './facts.ts'

export const notBrought: Rule = {
  code: 'STOA937',
  severity: 'warning',
  summary: 'A service lets the edge ask for an operation that the edge never sends on',
  why: 'Either a route or a rule at the edge is missing, or the service is more open than anybody needs.',
  mend: "Route it and allow it at the edge, or take it out of the service's policy.",
  check: (world) =>
    operationsAtEdge(world)
      .filter(({ asked }) => asked.verdict.decision === 'allow')
      .filter(({ passage, without, door }) => !leadsTo(passage, door) && !leadsTo(without, door))
      .map(({ operation, passage: { atEdge, route, behind }, asked }) => {
        const by = asked.verdict.by
        const elsewhere = behind ? `leads to ${behind.door.workload.name}` : 'has no route'
        const why = atEdge.decision === 'deny' ? `is refused (${atEdge.status})` : elsewhere
        return {
          at: by ? { file: by.file, line: by.line } : operation.at,
          resource: `service ${operation.service}`,
          message: `lets the edge ask for ${nameOfOperation(operation)}, which ${why} there`,
          demonstration: fact(
            `${nameOfOperation(operation)} from outside ${why}${route?.name ? ` (route ${route.name})` : ''}`,
          ),
        }
      }),
}
