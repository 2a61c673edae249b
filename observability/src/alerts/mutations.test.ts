import { expect, it } from 'vitest'
import { mutationsOf } from './mutations.ts'

const changesOf = (expr: string, pending?: string) =>
  mutationsOf({ alert: 'A', expr, for: pending, labels: {}, annotations: {} })

it('changes each number of an expression, and no duration, label or name', () => {
  expect(
    changesOf('p90{le="5"} / x2 > 0.5 and rate(a[5m] offset 1h) > 0').map(({ rule }) => rule.expr),
  ).toEqual([
    'p90{le="5"} / x2 > 1 and rate(a[5m] offset 1h) > 0',
    'p90{le="5"} / x2 > 0.25 and rate(a[5m] offset 1h) > 0',
    'p90{le="5"} / x2 > 0.5 and rate(a[5m] offset 1h) > 1',
  ])
})

it('changes the time that an alert waits', () => {
  const found = changesOf('a', '1m')
  expect(found.map(({ rule }) => rule.for)).toEqual(['2m', '30s', '0s'])
  expect(found.map(({ change }) => change)).toEqual([
    'for 1m -> 2m',
    'for 1m -> 30s',
    'for 1m -> 0s',
  ])
})
