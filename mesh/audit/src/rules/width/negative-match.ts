import { identityFields } from '../../world/identity-match.ts'
import { strangerOf } from '../../world/question.ts'
import { attemptsOf, casesOf, letsIn, writtenIn } from '../cases.ts'
import { found, type Rule } from '../rule.ts'

const identities: readonly string[] = identityFields

export const negativeMatch: Rule = {
  code: 'STOA308',
  severity: 'error',
  summary: 'An ALLOW rule says who may not call, and so lets in everybody else',
  why: 'Callers without certificate have no identity, so `notPrincipals` and its like let them in wherever plaintext is taken.',
  mend: 'Name who may call under `principals`; write what is forbidden as a DENY policy.',
  check: (world) =>
    casesOf(world, 'ALLOW').flatMap((one) => {
      const written = writtenIn(one.rule.rule).filter(({ field }) => identities.includes(field))
      const negative = written.find(({ negated }) => negated)
      if (negative === undefined || written.some(({ negated }) => !negated)) return []
      const plaintext = attemptsOf(world, one, null).find(letsIn)
      const stranger = attemptsOf(world, one, strangerOf(world.mesh)).find(letsIn)
      const shown = plaintext ?? stranger
      if (shown === undefined) return []
      const whom = plaintext ? 'callers without certificate' : 'any identity that it does not name'
      return [
        found(one.policy, [...one.rule.path, ...negative.path], `lets in ${whom}`, {
          severity: plaintext ? 'error' : 'warning',
          demonstration: shown.shown,
        }),
      ]
    }),
}
