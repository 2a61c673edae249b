import { expect, it } from 'vitest'
import { keptPercentOf } from './kept-percent.ts'

const collectorThat = (...policies: string[]) =>
  `processors: { tail_sampling: { policies: [${policies.join(', ')}] } }`
const errors = '{ name: errors, type: status_code }'
const share = (percent: string) => `{ probabilistic: { sampling_percentage: ${percent} } }`

it('the configuration of the collector says how many ordinary traces it keeps', () => {
  expect(keptPercentOf()).toBe(10)
  expect(keptPercentOf(undefined, collectorThat(errors, share('25')))).toBe(25)
  const named = `"\${env:STOA_TRACES_KEPT_PERCENT:-0.5}"`
  expect(keptPercentOf(undefined, collectorThat(errors, share(named)))).toBe(0.5)
  expect(keptPercentOf(undefined, collectorThat(errors))).toBe(0)
  expect(() => keptPercentOf(undefined, 'processors: {}')).toThrow()
})

it('what its environment says comes first', () => {
  expect(keptPercentOf('100')).toBe(100)
  expect(keptPercentOf('0')).toBe(0)
})
