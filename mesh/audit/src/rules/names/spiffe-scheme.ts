import { attemptsOf, everyAction, letsIn, valuesOf } from '../cases.ts'
import { found, type Rule } from '../rule.ts'

export const spiffeScheme: Rule = {
  code: 'STOA404',
  severity: 'error',
  summary: 'A principal is written with spiffe://',
  why: 'Istio puts the scheme before the value itself, so this one never matches.',
  mend: 'Write `cluster.local/ns/…/sa/…` without the scheme.',
  check: (world) =>
    valuesOf(world, ['principals'], ...everyAction)
      .filter(({ value }) => value.startsWith('spiffe://'))
      .map((one) => {
        const meant = one.value.slice('spiffe://'.length)
        const attempts = attemptsOf(world, one, meant)
        const wrong = attempts.find(
          (attempt) => letsIn(attempt) === (one.policy.spec.action === 'DENY'),
        )
        return found(one.policy, one.at, `${one.value} matches nobody`, {
          demonstration: wrong?.shown,
        })
      }),
}
