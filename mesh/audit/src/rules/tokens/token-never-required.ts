import { type Rule, resultAt } from '../rule.ts'
import { optionalTokens } from './optional-tokens.ts'

export const tokenNeverRequired: Rule = {
  code: 'STOA602',
  severity: 'warning',
  summary: 'Tokens are validated for a whole namespace or mesh but required nowhere in it',
  why: 'The policy suggests that every request needs a token. None does.',
  fix: 'Select the workloads that users call, and require a token there.',
  check: (context) =>
    optionalTokens(context, false).map(({ policy, evidence }) =>
      resultAt(policy, ['spec', 'jwtRules'], 'no workload to which it applies requires a token', {
        evidence,
      }),
    ),
}
