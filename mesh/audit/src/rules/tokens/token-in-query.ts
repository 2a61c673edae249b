import { fact, type Rule, resultAt } from '../rule.ts'

export const tokenInQuery: Rule = {
  code: 'STOA607',
  severity: 'warning',
  summary: 'Tokens are accepted in a query parameter',
  why: 'URLs end up in logs, browser histories and Referer headers, and so would the token.',
  fix: 'Accept tokens in the Authorization header only.',
  check: ({ mesh }) =>
    mesh.RequestAuthentication.flatMap((policy) =>
      (policy.spec.jwtRules ?? []).flatMap(({ fromParams = [] }, index) =>
        fromParams.map((name, at) =>
          resultAt(
            policy,
            ['spec', 'jwtRules', index, 'fromParams', at],
            `accepts a token in the query parameter ${name}`,
            {
              evidence: fact(`GET /?${name}=TOKEN is accepted, with the token in its URL`),
            },
          ),
        ),
      ),
    ),
}
