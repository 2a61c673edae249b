import { fact, type Rule } from '../rule.ts'
import { operationsAtEdge } from './edge-operations.ts'
import { isRoutedTo, operationName } from './served-operations.ts'

export const notForwardedByEdge: Rule = {
  code: 'STOA937',
  severity: 'warning',
  summary: 'A service allows the edge to call an operation that the edge never forwards',
  why: 'A route or rule is missing at the edge, or the service allows more than it needs to.',
  fix: "Add a route and an ALLOW rule at the edge, or remove the operation from the service's policy.",
  check: (context) =>
    operationsAtEdge(context)
      .filter(({ fromEdge }) => fromEdge.verdict.decision === 'allow')
      .filter(
        ({ withToken, withoutToken, targetPort }) =>
          !isRoutedTo(withToken, targetPort) && !isRoutedTo(withoutToken, targetPort),
      )
      .map(({ operation, withToken: { atEdge, route, upstream }, fromEdge }) => {
        const by = fromEdge.verdict.by
        const routing = upstream
          ? `routes it to ${upstream.targetPort.workload.name}`
          : 'has no route for it'
        const reason = atEdge.decision === 'deny' ? `denies it (${atEdge.status})` : routing
        return {
          at: by ? { file: by.file, line: by.line } : operation.at,
          resource: `service ${operation.service}`,
          message: `allows the edge to call ${operationName(operation)}, but the edge ${reason}`,
          evidence: fact(
            `${operationName(operation)} from outside: the edge ${reason}${route?.name ? ` (route ${route.name})` : ''}`,
          ),
        }
      }),
}
