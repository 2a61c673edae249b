import { expect, it } from 'vitest'
import { isAsExpected } from './report.ts'

const report = { orders: 300, accepted: 300, series: 3_704, deviations: [] }

it('a run is as expected when every order was accepted and nothing deviates', () => {
  expect(isAsExpected(report)).toBe(true)
})

it.each([
  ['an order was not accepted', { accepted: 299 }],
  ['a metric deviates', { deviations: ['orders: extra is not in the catalogue'] }],
])('it is not when %s', (_, changed) => {
  expect(isAsExpected({ ...report, ...changed })).toBe(false)
})
