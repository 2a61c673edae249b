import type { TargetPort } from '../../context/access-request.ts'
import { isServerOf, serversOf } from '../../context/gateway-servers.ts'
import { isIdentity } from '../../context/identity-match.ts'
import { isStatistics } from '../../context/statistics.ts'
import { appliesAt } from '../operations/served-operations.ts'
import { fact, type Rule, resultAt } from '../rule.ts'
import { scopedRules, witnessRequests } from '../scoped-rules.ts'

export const identityAtEdge: Rule = {
  code: 'STOA512',
  severity: 'warning',
  summary: 'A gateway rule requires a workload identity, which external clients do not have',
  why: 'External clients present no mesh certificate, so the rule never matches.',
  fix: 'Require requestPrincipals, or move the rule to the service that it was written for.',
  check: (context) =>
    scopedRules(context, 'ALLOW', 'DENY').flatMap((scoped) => {
      const { rule, policy } = scoped
      const targetPorts = scoped.targetPorts.filter(
        (targetPort) =>
          !isStatistics(targetPort) && rule.clauses.to.some((to) => appliesAt(to, targetPort)),
      )
      if (targetPorts.length === 0 || !targetPorts.every(needsNoCertificate)) return []
      const named = rule.clauses.from.find((from) =>
        from.some((clause) => isIdentity(clause) && clause.values.length > 0),
      )
      const clause = named?.find(isIdentity)
      if (clause === undefined) return []
      const message = `${clause.values[0]} never presents a certificate to the gateway`
      return [
        resultAt(policy, [...rule.path, ...clause.path], message, {
          evidence: witnessRequests(context, scoped, null)[0]?.evidence ?? fact(message),
        }),
      ]
    }),
}

function needsNoCertificate({ workload, port, mesh }: TargetPort): boolean {
  if (workload.kind !== 'gateway') return false
  const servers = serversOf(mesh, workload).filter((server) => isServerOf(server, port))
  return servers.every(({ tls }) => !/MUTUAL/.test(tls?.mode ?? ''))
}
