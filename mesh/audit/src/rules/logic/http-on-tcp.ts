import { needsHttp } from '@stoa/mesh/policy'
import { ask } from '../../world/question.ts'
import { type Case, casesOf } from '../cases.ts'
import { found, type Rule, show } from '../rule.ts'

export const httpOnTcp: Rule = {
  code: 'STOA503',
  severity: 'error',
  summary: 'A rule with fields of HTTP reaches a port that speaks TCP',
  why: 'There an ALLOW rule is dropped as a whole, so it lets nobody in; a DENY rule loses those fields, so it denies everybody.',
  mend: 'Give the rule `ports` of the HTTP ports alone, or take the fields of HTTP away.',
  check: (world) =>
    casesOf(world, 'ALLOW', 'DENY').flatMap((one) => {
      const door = tcpDoorOf(one)
      if (door === undefined) return []
      const isDeny = one.policy.spec.action === 'DENY'
      const [from = []] = one.rule.clauses.from
      const named = from.find(({ field }) => field === 'principals')?.values[0]
      const caller = named !== undefined && !named.includes('*') ? named : door.workload.principal
      const message = isDeny
        ? `denies everything at the TCP port ${door.port.number}`
        : `lets nobody in at the TCP port ${door.port.number}`
      return [
        found(one.policy, one.rule.path, message, {
          demonstration: show(world, door, ask(door, caller)),
        }),
      ]
    }),
}

/** A TCP port that the rule means, by name or because there is no other. */
function tcpDoorOf({ policy, rule, doors }: Case) {
  const tcp = doors.filter(({ port }) => port.protocol === 'tcp')
  if (tcp.length === 0 || ![...rule.clauses.from, ...rule.clauses.to].flat().some(needsHttp))
    return undefined
  const ports = rule.clauses.to.map((to) => to.find(({ field }) => field === 'ports')?.values ?? [])
  const named = tcp.find(({ port }) => ports.some((list) => list.includes(String(port.number))))
  if (named !== undefined) return named
  const all = ports.some((list) => list.length === 0)
  if (!all) return undefined
  return policy.spec.action === 'DENY' || tcp.length === doors.length ? tcp[0] : undefined
}
