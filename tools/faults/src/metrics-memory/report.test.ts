import { expect, it } from 'vitest'
import { parseRollup, reportOf } from './report.ts'

const rollup = `55d0c0a00000-7ffd3a9f9000 ---p 00000000 00:00 0                          [rollup]
Rss:               81920 kB
Pss:               59034 kB
Pss_Dirty:         40000 kB
`

it('reads RSS and PSS, and refuses a text without them', () => {
  expect(parseRollup(rollup)).toEqual({ rssMiB: 80, pssMiB: 57.7 })
  expect(() => parseRollup('')).toThrow('expected a line Rss')
})

const of = (rssMiB: number) => ({ rssMiB, pssMiB: rssMiB - 1.1 })
const measured = {
  ...{ minutes: 5, rules: 90, expectedRules: 90, series: 5_000 },
  ...{ prometheus: of(200), alertmanager: of(60), sidecar: of(25) },
}

it('is within the limit when both programs together are, with every rule loaded', () => {
  expect(reportOf(measured)).toMatchObject({
    ...{ both: { rssMiB: 260, pssMiB: 257.8 }, ok: true },
  })
  expect(reportOf({ ...measured, alertmanager: of(60.1) }).ok).toBe(false)
  expect(reportOf({ ...measured, rules: 89 }).ok).toBe(false)
})
