import { found, type Rule } from '../rule.ts'
import { unasked } from './required-nowhere.ts'

export const acceptedEverywhere: Rule = {
  code: 'STOA602',
  severity: 'warning',
  summary: 'Tokens are checked in a whole namespace or mesh, and required nowhere in it',
  why: 'It looks as if every request had to bring a token; none has to.',
  mend: 'Select the workloads that users call, and require the token there.',
  check: (world) =>
    unasked(world, false).map(({ policy, shown }) =>
      found(policy, ['spec', 'jwtRules'], 'no workload that it reaches asks for a token', {
        demonstration: shown,
      }),
    ),
}
