import { describe, expect, it } from 'vitest'
import { durationMs, durationText } from './duration.ts'
import { metricsOf, replaceDurations } from './expression.ts'

describe('the metrics of an expression', () => {
  it.each([
    ['up', ['up']],
    [
      'sum by (service) (rate(a_total{b=~"c"}[5m])) / on(service) mesh:x:rate1m > 0.5',
      ['a_total', 'mesh:x:rate1m'],
    ],
    ['{__name__="a", b="c"} unless a', ['a']],
    ['vector(1)', []],
  ])('%s', (expression, names) => {
    expect(metricsOf(expression)).toEqual(names)
  })

  it.each(['sum(rate(a[5m])', 'a ==', '{__name__=~"a.*"}'])('%s is refused', (expression) => {
    expect(() => metricsOf(expression)).toThrow()
  })
})

it('replaces ranges, offsets and steps, and no other number', () => {
  const replaced = replaceDurations(
    'max_over_time(a[1h:5m]) > 60 and rate(b[1d] offset 1h30m) > 5',
    (ms) => ms / 60,
  )
  expect(replaced).toBe('max_over_time(a[1m:5s]) > 60 and rate(b[24m] offset 1m30s) > 5')
})

it.each([
  ['5m', 300_000],
  ['1h30m', 5_400_000],
  ['1s500ms', 1_500],
  ['30d', 2_592_000_000],
  ['0s', 0],
])('the duration %s is %i ms', (text, ms) => {
  expect(durationMs(text)).toBe(ms)
  expect(durationText(ms)).toBe(text)
})

it('reads weeks, and writes them as days', () => {
  expect(durationText(durationMs('1w'))).toBe('7d')
})

it.each(['5', 'm', '5m ', '5x'])('%s is no duration', (text) => {
  expect(() => durationMs(text)).toThrow('expected a duration')
})
