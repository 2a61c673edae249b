import { fact, found, type Rule } from '../rule.ts'

export const tokenInQuery: Rule = {
  code: 'STOA607',
  severity: 'warning',
  summary: 'Tokens are taken from the address of a request',
  why: 'Addresses are written to logs, histories and Referer headers; a token there is a token given away.',
  mend: 'Take them from the Authorization header.',
  check: ({ mesh }) =>
    mesh.RequestAuthentication.flatMap((policy) =>
      (policy.spec.jwtRules ?? []).flatMap(({ fromParams = [] }, index) =>
        fromParams.map((name, at) =>
          found(policy, ['spec', 'jwtRules', index, 'fromParams', at], `takes ?${name}=…`, {
            demonstration: fact(`GET /?${name}=TOKEN carries the token in its address`),
          }),
        ),
      ),
    ),
}
