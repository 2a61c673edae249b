import { fact, type Rule } from '../rule.ts'
import { operationsAtEdge } from './edge-operations.ts'
import { isAdmittedTo, operationName } from './served-operations.ts'

export const unneededToken: Rule = {
  code: 'STOA939',
  severity: 'warning',
  summary: 'The edge requires a token for a public operation',
  why: 'Clients that have no token yet, such as first-time visitors, are refused.',
  fix: 'Allow the operation without a token at the edge, or declare in its OpenAPI document that it accepts one.',
  check: (context) =>
    operationsAtEdge(context)
      .filter(
        ({ operation, withToken, withoutToken, targetPort }) =>
          operation.token === 'none' &&
          isAdmittedTo(withToken, targetPort) &&
          !isAdmittedTo(withoutToken, targetPort),
      )
      .map(({ operation, withoutToken }) => ({
        at: operation.at,
        resource: `service ${operation.service}`,
        message: `${operationName(operation)} needs no token, but the edge requires one`,
        evidence: fact(
          `${operationName(operation)} from outside without a token is answered with ${withoutToken.atEdge.status ?? 404}`,
        ),
      })),
}
