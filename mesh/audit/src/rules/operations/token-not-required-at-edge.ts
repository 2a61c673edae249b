import type { Rule } from '../rule.ts'
import { operationsAtEdge } from './edge-operations.ts'
import { isAdmittedTo, operationName } from './served-operations.ts'

export const tokenNotRequiredAtEdge: Rule = {
  code: 'STOA938',
  severity: 'error',
  summary: 'An operation that requires a token is reachable from outside without one',
  why: "The edge does not enforce the token, so only the service's own check protects the operation.",
  fix: "Require requestPrincipals in the edge's rule.",
  check: (context) =>
    operationsAtEdge(context)
      .filter(
        ({ operation, withoutToken, targetPort }) =>
          operation.token === 'required' && isAdmittedTo(withoutToken, targetPort),
      )
      .map(({ operation, edge, withoutToken }) => {
        const by = withoutToken.atEdge.by
        const request = withoutToken.upstream?.accessRequest.request
        return {
          at: by ? { file: by.file, line: by.line } : operation.at,
          resource: by ? `${by.kind} ${by.namespace}/${by.name}` : `service ${operation.service}`,
          message: `allows ${operationName(operation)} of ${operation.service} without the token that it requires`,
          evidence: {
            kind: 'request',
            accessRequest: {
              server: {
                ...edge.workload,
                kind: 'gateway',
                port: edge.port.number,
                protocol: 'http',
              },
              client: { principal: null, ip: '203.0.113.10' },
              request,
            },
            verdict: withoutToken.atEdge,
          } as const,
        }
      }),
}
