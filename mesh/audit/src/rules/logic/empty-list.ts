import { strangerOf } from '../../world/question.ts'
import { attemptsOf, casesOf, everyAction } from '../cases.ts'
import { found, type Rule } from '../rule.ts'

export const emptyList: Rule = {
  code: 'STOA502',
  severity: 'error',
  summary: 'An empty `from` or `to` is written where it reads as none',
  why: 'An empty list asks for nothing: the rule holds for every caller, or every request.',
  mend: 'Name somebody, or delete the rule.',
  check: (world) =>
    casesOf(world, ...everyAction).flatMap((one) => {
      const { from, to } = one.rule.rule
      const empty = from?.length === 0 ? 'from' : to?.length === 0 ? 'to' : undefined
      if (empty === undefined) return []
      const caller = empty === 'from' ? strangerOf(world.mesh) : undefined
      const attempts = attemptsOf(world, one, caller)
      const wide = attempts.find(
        ({ shown }) =>
          (shown.verdict.decision === 'allow') === (one.policy.spec.action === 'ALLOW'),
      )
      const whom = empty === 'from' ? 'every caller' : 'every request'
      return [
        found(one.policy, [...one.rule.path, empty], `holds for ${whom}`, {
          demonstration: wide?.shown,
        }),
      ]
    }),
}
