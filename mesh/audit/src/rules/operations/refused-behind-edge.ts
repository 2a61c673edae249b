import type { Rule } from '../rule.ts'
import { operationsAtEdge } from './edge-operations.ts'
import { isRoutedTo, operationName } from './served-operations.ts'

export const refusedBehindEdge: Rule = {
  code: 'STOA936',
  severity: 'error',
  summary: 'The edge forwards an operation to a service that denies it',
  why: 'External clients cannot use the operation, whatever token they send.',
  fix: "Allow the edge in the service's policy, or remove the operation from the edge's routes.",
  check: (context) =>
    operationsAtEdge(context)
      .filter(
        ({ withToken, withoutToken, targetPort }) =>
          isRoutedTo(withToken, targetPort) || isRoutedTo(withoutToken, targetPort),
      )
      .filter(({ fromEdge }) => fromEdge.verdict.decision === 'deny')
      .map(({ operation, fromEdge }) => ({
        at: operation.at,
        resource: `service ${operation.service}`,
        message: `the edge forwards ${operationName(operation)} to ${operation.service}, which denies it`,
        evidence: { kind: 'request', ...fromEdge },
      })),
}
