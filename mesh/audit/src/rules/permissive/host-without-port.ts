import { type Rule, resultAt } from '../rule.ts'
import { evidenceWithValue, valuesOf } from '../value-lists.ts'

export const hostWithoutPort: Rule = {
  code: 'STOA306',
  severity: 'error',
  summary: 'An excluded host can be bypassed by adding a port',
  why: 'The Host header may carry a port. `shop.example:443` does not match `shop.example`, so the request is not denied.',
  fix: 'List both `shop.example` and `shop.example:*`.',
  check: (context) =>
    valuesOf(context, ['hosts'], 'DENY', 'ALLOW')
      .filter(({ policy, written }) => (policy.spec.action === 'DENY') !== written.negated)
      .filter(({ value, written }) => hasNoPort(value) && !includesPorts(value, written.values))
      .flatMap((scoped) => {
        const evidence = evidenceWithValue(context, scoped, scoped.written, `${scoped.value}:443`)
        if (evidence?.kind !== 'request' || evidence.verdict.decision === 'deny') return []
        const message = `${scoped.value} is excluded, but ${scoped.value}:443 is allowed`
        return [resultAt(scoped.policy, scoped.at, message, { evidence })]
      }),
}

const hasNoPort = (host: string): boolean => !host.endsWith('*') && !/:\d+$/.test(host)
const includesPorts = (host: string, values: readonly string[]): boolean =>
  values.some(
    (value) => value === `${host}:*` || value === `${host}*` || value.startsWith(`${host}:`),
  )
