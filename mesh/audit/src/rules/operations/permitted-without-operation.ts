import { basicAccessRequest, type TargetPort } from '../../context/access-request.ts'
import type { AuditContext } from '../../context/audit-context.ts'
import { enforcedPolicies, type PolicyRule, rulesOf } from '../../context/policies.ts'
import { type Rule, requestEvidence, resultAt } from '../rule.ts'
import { type Combination, combinations } from './combinations.ts'
import { permittedStatistics } from './permitted-statistics.ts'
import { appliesAt, isPlatformPath, isServed, servedOperations } from './served-operations.ts'

export const permittedWithoutOperation: Rule = {
  code: 'STOA931',
  severity: 'warning',
  summary: 'A policy allows requests that match no operation of the service',
  why: "The service's API does not describe these requests. They may reach its metrics today, or a new endpoint tomorrow.",
  fix: "Allow only the paths and methods in the service's openapi.json.",
  check: (context) => [
    ...permittedStatistics(context),
    ...servedOperations(context).flatMap(({ targetPort, operations }) =>
      enforcedPolicies(targetPort.mesh.AuthorizationPolicy, 'ALLOW')
        .flatMap((policy) => rulesOf(policy, targetPort.mesh))
        .flatMap((rule) =>
          rule.clauses.to
            .filter((to) => appliesAt(to, targetPort))
            .flatMap((to) => {
              const isExternal = isForExternalCallers(context, rule)
              const unserved = combinations(to).find(
                ({ method, path }) =>
                  !isServed(operations, method, path) &&
                  !(isExternal && isPlatformPath(method, path)),
              )
              return unserved ? [findingOf(context, targetPort, rule, unserved)] : []
            }),
        ),
    ),
  ],
}

/** Whether a rule only names the metrics collector or callers outside the inventory. */
const isForExternalCallers = ({ inventory }: AuditContext, { clauses }: PolicyRule): boolean =>
  clauses.from.every((from) => {
    const named = from.find(({ field }) => field === 'principals')?.values ?? []
    return (
      named.length > 0 &&
      named.every(
        (one) =>
          !one.includes('*') &&
          (!inventory.byPrincipal.has(one) || one === inventory.collector?.principal),
      )
    )
  })

function findingOf(
  context: AuditContext,
  targetPort: TargetPort,
  rule: PolicyRule,
  { method, path, at }: Combination,
) {
  const from = rule.clauses.from[0]?.find(({ field }) => field === 'principals')?.values[0] ?? null
  const accessRequest = basicAccessRequest(targetPort, from, { method, path })
  return resultAt(
    rule.policy,
    [...rule.path, ...at],
    `allows ${method} ${path}, which is no operation of ${targetPort.workload.name}`,
    { evidence: requestEvidence(context, targetPort, accessRequest) },
  )
}
