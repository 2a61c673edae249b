import { resultOf } from '../names.ts'
import type { Query } from './query.ts'

const known: Readonly<Record<string, string>> = {
  '': 'short',
  ratio: 'percentunit',
  seconds: 's',
  milliseconds: 'ms',
  bytes: 'bytes',
  'bytes/s': 'Bps',
  'requests/s': 'reqps',
  'seconds/s': 'percentunit',
  'minor units': 'locale',
}

/** Results that another unit shows better. */
const exceptions = [
  {
    reads: 'slo:burn_rate:ratio',
    unit: 'short',
    because: 'a burn rate says how many times faster than allowed, not a share',
  },
] as const

/**
 * The unit of a panel in Grafana's words. A metric that exists and is the wrong one mostly counts or
 * measures something else.
 *
 * @throws Error when a query returns another unit
 */
export function unitOfPanel(title: string, unit: string, queries: readonly Query[]): string {
  for (const { expr, unit: own = unit } of queries) {
    const { unit: returned, measured = returned } = resultOf(expr)
    if (measured !== own)
      throw new Error(
        `${title} says ${own || 'a bare number'}, its query returns ${measured || 'a bare number'}: ${expr}`,
      )
  }
  return grafanaUnit(unit, queries[0]?.expr)
}

/** The unit in Grafana's words: `orders/s` is `suffix: orders/s`, a number of things is `short`. */
export const grafanaUnit = (unit: string, expr = ''): string =>
  exceptions.find(({ reads }) => expr.includes(reads))?.unit ??
  known[unit] ??
  (unit.endsWith('/s') ? `suffix: ${unit}` : 'short')
