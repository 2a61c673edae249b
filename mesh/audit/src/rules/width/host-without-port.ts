import { askInstead, valuesOf } from '../cases.ts'
import { found, type Rule } from '../rule.ts'

export const hostWithoutPort: Rule = {
  code: 'STOA306',
  severity: 'error',
  summary: 'A DENY or excluding host is written without its variant with a port',
  why: 'The port is part of the Host header: `shop.example:443` is another text than `shop.example` and slips past.',
  mend: 'Write both `shop.example` and `shop.example:*`.',
  check: (world) =>
    valuesOf(world, ['hosts'], 'DENY', 'ALLOW')
      .filter(({ policy, written }) => (policy.spec.action === 'DENY') !== written.negated)
      .filter(({ value, written }) => isBare(value) && !covered(value, written.values))
      .flatMap((one) => {
        const shown = askInstead(world, one, one.written, `${one.value}:443`)
        if (shown?.kind !== 'request' || shown.verdict.decision === 'deny') return []
        const message = `${one.value} is meant and ${one.value}:443 gets in`
        return [found(one.policy, one.at, message, { demonstration: shown })]
      }),
}

const isBare = (host: string): boolean => !host.endsWith('*') && !/:\d+$/.test(host)
const covered = (host: string, values: readonly string[]): boolean =>
  values.some(
    (value) => value === `${host}:*` || value === `${host}*` || value.startsWith(`${host}:`),
  )
