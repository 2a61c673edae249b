import { expect, it } from 'vitest'
import { scrapesMissed } from './scrapes-missed.ts'

it.each([
  ['a sample of just now', 100, 100, 0],
  ['a scrape that is not due yet', 100, 102, 0],
  ['one scrape without a sample', 100, 103, 1],
  ['half a minute without a sample', 100, 130, 14],
  ['no sample at all, which tells nothing', 0, 130, 0],
])('%s', (_, newest, now, missed) => {
  expect(scrapesMissed(newest, now)).toBe(missed)
})
