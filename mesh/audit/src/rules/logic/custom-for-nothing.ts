import { basesOf } from '../bases.ts'
import { attemptsOf, casesOf } from '../cases.ts'
import { found, type Rule, show } from '../rule.ts'

export const customForNothing: Rule = {
  code: 'STOA507',
  severity: 'note',
  summary: 'An authoriser is asked about requests that are refused in any case',
  why: 'Every such request costs a call to it, and the policy protects nothing.',
  mend: 'Narrow the CUSTOM policy to what ALLOW policies let in, or add the ALLOW rule that is missing.',
  check: (world) =>
    casesOf(world, 'CUSTOM').flatMap((one) => {
      const tried = one.doors.flatMap((door) =>
        one.rule.clauses.from.flatMap((from) =>
          one.rule.clauses.to.flatMap((to) =>
            basesOf(door, from, to).map((question) => show(world, door, question)),
          ),
        ),
      )
      const refused = tried.every(
        (shown) => shown.kind === 'request' && shown.verdict.decision === 'deny',
      )
      const reached = world.reachedBy(one.policy).length > 0
      if (!reached || !refused || tried.length === 0) return []
      return [
        found(one.policy, one.rule.path, 'asks about what no ALLOW policy lets in', {
          demonstration: attemptsOf(world, one)[0]?.shown,
        }),
      ]
    }),
}
