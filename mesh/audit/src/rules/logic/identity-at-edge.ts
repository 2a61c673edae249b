import { isServerOf, serversOf } from '../../world/gateway-servers.ts'
import { isIdentity } from '../../world/identity-match.ts'
import type { Door } from '../../world/question.ts'
import { attemptsOf, casesOf } from '../cases.ts'
import { fact, found, type Rule } from '../rule.ts'

export const identityAtEdge: Rule = {
  code: 'STOA512',
  severity: 'warning',
  summary: 'A rule at a gateway asks for an identity that nobody shows there',
  why: 'Clients from outside bring no certificate of the mesh, so that the rule never matches.',
  mend: 'Ask for requestPrincipals, or take the rule to the service that it was meant for.',
  check: (world) =>
    casesOf(world, 'ALLOW', 'DENY').flatMap((one) => {
      const { doors, rule, policy } = one
      if (doors.length === 0 || !doors.every(asksForNoCertificate)) return []
      const named = rule.clauses.from.find((from) =>
        from.some((clause) => isIdentity(clause) && clause.values.length > 0),
      )
      const clause = named?.find(isIdentity)
      if (clause === undefined) return []
      const says = `${clause.values[0]} never comes to the gateway with a certificate`
      return [
        found(policy, [...rule.path, ...clause.path], says, {
          demonstration: attemptsOf(world, one, null)[0]?.shown ?? fact(says),
        }),
      ]
    }),
}

function asksForNoCertificate({ workload, port, mesh }: Door): boolean {
  if (workload.kind !== 'gateway') return false
  const servers = serversOf(mesh, workload).filter((one) => isServerOf(one, port))
  return servers.every(({ tls }) => !/MUTUAL/.test(tls?.mode ?? ''))
}
