import { type Rule, resultAt } from '../rule.ts'
import { optionalTokens } from './optional-tokens.ts'

export const tokenNotRequired: Rule = {
  code: 'STOA601',
  severity: 'error',
  summary: 'Tokens are validated at a workload but not required',
  why: 'A RequestAuthentication refuses invalid tokens but lets requests without a token pass.',
  fix: "Require a token in an ALLOW policy: `requestPrincipals: ['https://issuer/*']`.",
  check: (context) =>
    optionalTokens(context, true).map(({ policy, evidence }) =>
      resultAt(policy, ['spec', 'jwtRules'], 'requests without a token are allowed', {
        evidence,
      }),
    ),
}
