import type { Clause } from '@stoa/mesh/policy'
import type { TargetPort } from '../../context/access-request.ts'
import type { AuditContext } from '../../context/audit-context.ts'
import { enforcedPolicies, rulesOf } from '../../context/policies.ts'
import { matchesPath, matchesPattern, samplePath } from '../../context/sample.ts'
import { samplePathOf } from '../../operations/path-template.ts'
import { fact, type Rule, resultAt } from '../rule.ts'
import { type EdgeOperation, operationsAtEdge } from './edge-operations.ts'
import { appliesAt, edgePorts, isAdmittedTo, traceFromOutside } from './served-operations.ts'

export const edgeRuleWithoutOperation: Rule = {
  code: 'STOA940',
  severity: 'warning',
  summary: 'A rule at the edge allows requests that no operation serves',
  why: 'The rule has no use today, and exposes whatever is routed there in future.',
  fix: 'Remove the method or the path from the rule.',
  check: (context) =>
    edgePorts(context).flatMap((edge) => {
      const here = operationsAtEdge(context).filter((operation) => operation.edge === edge)
      if (here.length === 0) return []
      return enforcedPolicies(edge.mesh.AuthorizationPolicy, 'ALLOW')
        .flatMap((policy) => rulesOf(policy, edge.mesh))
        .flatMap(({ policy, path, clauses }) =>
          clauses.to
            .filter((to) => appliesAt(to, edge))
            .flatMap((to) =>
              pairsOf(to)
                .filter(
                  ({ method, pattern }) =>
                    !here.some((operation) => isServedBy(operation, method, pattern)) &&
                    !isAnsweredByEdge(context, edge, here, method, pattern),
                )
                .map(({ method, pattern, at }) =>
                  resultAt(
                    policy,
                    [...path, ...at],
                    `allows ${method} ${pattern}, which no operation serves`,
                    {
                      evidence: fact(
                        `${method} ${samplePath(pattern)} from outside is allowed, but no operation serves it`,
                      ),
                    },
                  ),
                ),
            ),
        )
    }),
}

const verbs = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

function pairsOf(to: readonly Clause[]) {
  const [methods, paths] = ['methods', 'paths'].map((field) =>
    to.find((clause) => clause.field === field),
  )
  const written = methods && methods.values.length > 0 ? methods.values : ['*']
  const named = written.flatMap((method) => (method === '*' ? verbs : [method]))
  return (paths?.values ?? []).flatMap((pattern, index) =>
    named.map((method) => ({ method, pattern, at: [...(paths?.path ?? []), index] })),
  )
}

/** Whether the edge itself answers this method on every path of the operations, such as with 405. */
function isAnsweredByEdge(
  context: AuditContext,
  edge: TargetPort,
  here: readonly EdgeOperation[],
  method: string,
  pattern: string,
): boolean {
  const named = here.filter(({ operation }) => matchesPath(pattern, samplePathOf(operation.path)))
  return (
    named.length > 0 &&
    named.every(({ operation }) => {
      const { route } = traceFromOutside(context, edge, { ...operation, method }, true)
      return route === undefined || route.directResponse !== undefined
    })
  )
}

const isServedBy = (
  { operation, targetPort, withToken, withoutToken }: EdgeOperation,
  method: string,
  pattern: string,
) =>
  matchesPattern(method, operation.method) &&
  matchesPath(pattern, samplePathOf(operation.path)) &&
  (isAdmittedTo(withToken, targetPort) || isAdmittedTo(withoutToken, targetPort))
