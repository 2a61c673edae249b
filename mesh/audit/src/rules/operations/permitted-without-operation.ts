import type { Clause, Path } from '@stoa/mesh/policy'
import { basicAccessRequest, type TargetPort } from '../../context/access-request.ts'
import type { AuditContext } from '../../context/audit-context.ts'
import { enforcedPolicies, type PolicyRule, rulesOf } from '../../context/policies.ts'
import { isStatistics } from '../../context/statistics.ts'
import { samplesOf } from '../../operations/path-samples.ts'
import { type Rule, requestEvidence, resultAt } from '../rule.ts'
import { appliesAt, isPlatformPath, isServed, servedOperations } from './served-operations.ts'

const verbs = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

export const permittedWithoutOperation: Rule = {
  code: 'STOA931',
  severity: 'warning',
  summary: 'A policy allows requests that match no operation of the service',
  why: "The service's API does not describe these requests. They may reach its metrics today, or a new endpoint tomorrow.",
  fix: "Allow only the paths and methods in the service's openapi.json.",
  check: (context) => [
    ...statisticsReaders(context),
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

/** Callers other than the metrics collector that may read the statistics of a proxy. */
const statisticsReaders = (context: AuditContext) => {
  const { collector } = context.inventory
  return context
    .matrix()
    .filter(
      ({ target, decision }) =>
        decision === 'allow' && isStatistics({ port: { number: target.port } }),
    )
    .filter(({ caller }) => caller.principal !== collector?.principal)
    .flatMap(({ caller, target, accessRequest, verdict }) => {
      if (verdict.by === undefined) return []
      const { kind, namespace, name, file, line } = verdict.by
      return [
        {
          at: { file, line },
          resource: `${kind} ${namespace}/${name}`,
          message: `allows ${caller.name} to read the statistics of the proxy of ${target.name}`,
          evidence: { kind: 'request', accessRequest, verdict } as const,
        },
      ]
    })
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

interface Combination {
  readonly method: string
  readonly path: string
  readonly at: Path
}

/** Every method that an alternative allows, with sample paths for every pattern. */
function combinations(to: readonly Clause[]): readonly Combination[] {
  const find = (field: string) => to.find((clause) => clause.field === field)
  const [methods, paths] = [find('methods'), find('paths')]
  if ((methods?.negatedValues.length ?? 0) + (paths?.negatedValues.length ?? 0) > 0) return []
  const named = (methods?.values.length ?? 0) > 0 ? (methods?.values ?? []) : ['*']
  const requested = named.flatMap((method) => (method.includes('*') ? verbs : [method]))
  const patterns = (paths?.values.length ?? 0) > 0 ? (paths?.values ?? []) : ['*']
  return patterns.flatMap((pattern, index) =>
    samplesOf(pattern).flatMap((path) =>
      requested.map((method) => ({ method, path, at: paths ? [...paths.path, index] : [] })),
    ),
  )
}

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
