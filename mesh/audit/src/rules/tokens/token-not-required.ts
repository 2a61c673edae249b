import { found, type Rule } from '../rule.ts'
import { unasked } from './required-nowhere.ts'

export const tokenNotRequired: Rule = {
  code: 'STOA601',
  severity: 'error',
  summary: 'Tokens are checked at a workload, and none is required',
  why: 'RequestAuthentication refuses bad tokens and lets through requests that have none.',
  mend: "Require one in an ALLOW policy: `requestPrincipals: ['https://issuer/*']`.",
  check: (world) =>
    unasked(world, true).map(({ policy, shown }) =>
      found(policy, ['spec', 'jwtRules'], 'a request without token passes', {
        demonstration: shown,
      }),
    ),
}
