import { strangerOf } from '../../world/question.ts'
import { attemptsOf, casesOf, letsIn } from '../cases.ts'
import { found, type Rule } from '../rule.ts'

export const allowAll: Rule = {
  code: 'STOA301',
  severity: 'error',
  summary: 'An ALLOW rule without any condition lets everything in',
  why: 'Every other ALLOW policy of the workload is for nothing, and so is the denial by default.',
  mend: 'Name the callers under `from` and what they may ask under `to`, or delete the rule.',
  check: (world) =>
    casesOf(world, 'ALLOW')
      .filter(({ rule }) => [...rule.clauses.from, ...rule.clauses.to].flat().length === 0)
      .filter(({ rule: { rule } }) => rule.from === undefined && rule.to === undefined)
      .map((one) => {
        const gateway = one.doors[0]?.workload.kind === 'gateway'
        const attempts = attemptsOf(world, one, gateway ? null : strangerOf(world.mesh))
        return found(one.policy, one.rule.path, 'allows everything to everybody', {
          demonstration: attempts.find(letsIn)?.shown,
        })
      }),
}
