import type { Clause } from '@stoa/mesh/policy'
import type { AuditContext } from '../../context/audit-context.ts'
import { isStatistics, statisticsPort, statisticsRequest } from '../../context/statistics.ts'
import { fact, type RuleResult, resultAt } from '../rule.ts'
import { scopedRules } from '../scoped-rules.ts'
import { combinations } from './combinations.ts'

/** What policies permit at the ports of statistics beyond the one request of the metrics collector. */
export const permittedStatistics = (context: AuditContext): readonly RuleResult[] =>
  context.inventory.collector === undefined
    ? []
    : [...otherReaders(context), ...otherRequests(context)]

function otherReaders(context: AuditContext): readonly RuleResult[] {
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

function otherRequests(context: AuditContext): readonly RuleResult[] {
  const { method: served, path: servedPath } = statisticsRequest
  return scopedRules(context, 'ALLOW').flatMap(({ policy, rule }) =>
    rule.clauses.to.filter(namesStatistics).flatMap((to) =>
      combinations(to)
        .filter(({ method, path }) => method !== served || path !== servedPath)
        .slice(0, 1)
        .map(({ method, path, at }) =>
          resultAt(
            policy,
            [...rule.path, ...at],
            `allows ${method} ${path} at port ${statisticsPort.number}`,
            { evidence: fact(`the port serves ${served} ${servedPath} and nothing else`) },
          ),
        ),
    ),
  )
}

const namesStatistics = (to: readonly Clause[]): boolean =>
  to.some(({ field, values }) => field === 'ports' && values.includes(`${statisticsPort.number}`))
