import { strangerOf } from '../../world/question.ts'
import { attemptsOf, casesOf, letsIn } from '../cases.ts'
import { found, type Rule } from '../rule.ts'

export const ruleSplit: Rule = {
  code: 'STOA501',
  severity: 'error',
  summary: 'Callers and requests that belong together are written as two rules',
  why: '`- from` and `- to` as two items of the list are two rules: either is enough, so anybody may ask what the second one names.',
  mend: 'Write `from` and `to` in one item: take away the dash before `to`.',
  check: (world) =>
    casesOf(world, 'ALLOW').flatMap((one) => {
      const { rule, index } = one.rule
      const siblings = one.policy.spec.rules ?? []
      const near = [siblings[index - 1], siblings[index + 1]]
      const onlyTo = says(rule.to) && !says(rule.from) && !says(rule.when)
      const onlyFrom = near.some((other) => other && says(other.from) && !says(other.to))
      if (!onlyTo || !onlyFrom) return []
      const caller = one.doors[0]?.workload.kind === 'gateway' ? null : strangerOf(world.mesh)
      return [
        found(
          one.policy,
          one.rule.path,
          'holds for every caller: the `from` beside it is another rule',
          {
            demonstration: attemptsOf(world, one, caller).find(letsIn)?.shown,
          },
        ),
      ]
    }),
}

const says = (list: readonly unknown[] | undefined): boolean => (list ?? []).length > 0
