import type { Rule } from '../rule.ts'
import { operationsAtEdge } from './behind-edge.ts'
import { entersFrom, nameOfOperation } from './facts.ts'

export const tokenNotAsked: Rule = {
  code: 'STOA938',
  severity: 'error',
  summary: 'An operation that needs a token can be reached from outside without one',
  why: 'The edge leaves to the service what it is there to keep from it.',
  mend: 'Ask for requestPrincipals in the rule at the edge.',
  check: (world) =>
    operationsAtEdge(world)
      .filter(
        ({ operation, without, door }) => operation.token === 'needed' && entersFrom(without, door),
      )
      .map(({ operation, edge, without }) => {
        const by = without.atEdge.by
        const request = without.behind?.question.request
        return {
          at: by ? { file: by.file, line: by.line } : operation.at,
          resource: by ? `${by.kind} ${by.namespace}/${by.name}` : `service ${operation.service}`,
          message: `lets ${nameOfOperation(operation)} of ${operation.service} through without the token that it needs`,
          demonstration: {
            kind: 'request',
            question: {
              server: {
                ...edge.workload,
                kind: 'gateway',
                port: edge.port.number,
                protocol: 'http',
              },
              client: { principal: null, ip: '203.0.113.10' },
              request,
            },
            verdict: without.atEdge,
          } as const,
        }
      }),
}
