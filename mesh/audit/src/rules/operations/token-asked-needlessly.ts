import { fact, type Rule } from '../rule.ts'
import { operationsAtEdge } from './behind-edge.ts'
import { entersFrom, nameOfOperation } from './facts.ts'

export const tokenAskedNeedlessly: Rule = {
  code: 'STOA939',
  severity: 'warning',
  summary: 'The edge asks for a token for an operation that is meant for everybody',
  why: 'Who has no token yet, such as somebody who looks at the shop for the first time, is refused.',
  mend: 'Let it through without a token at the edge, or say in its OpenAPI that it takes one.',
  check: (world) =>
    operationsAtEdge(world)
      .filter(
        ({ operation, passage, without, door }) =>
          operation.token === 'none' && entersFrom(passage, door) && !entersFrom(without, door),
      )
      .map(({ operation, without }) => ({
        at: operation.at,
        resource: `service ${operation.service}`,
        message: `${nameOfOperation(operation)} needs no token, and the edge asks for one`,
        demonstration: fact(
          `${nameOfOperation(operation)} from outside without a token gets ${without.atEdge.status ?? 404}`,
        ),
      })),
}
