import { expect, test } from 'vitest'
import { bestRate, nextRate, type SearchPlan, type Trial } from './rate-search.ts'

const plan: SearchPlan = { startRate: 600, factor: 1.25, within: 0.08, maxTrials: 12 }

/** Searches on a platform that sustains rates up to `limit`. */
const trialsWithLimit = (limit: number) => {
  const trials: Trial[] = []
  for (;;) {
    const ratePerSecond = nextRate(plan, trials)
    if (ratePerSecond === undefined) return trials
    trials.push({ ratePerSecond, sustained: ratePerSecond <= limit })
  }
}

test.each([90, 450, 620, 1000, 1280, 2000])('a limit of %i is found to within 8 %%', (limit) => {
  const best = bestRate(trialsWithLimit(limit)) ?? 0
  expect(best).toBeLessThanOrEqual(limit)
  expect(best).toBeGreaterThan(limit / 1.09)
})

test('a platform that sustains no rate has no best rate', () => {
  expect(bestRate([{ ratePerSecond: 600, sustained: false }])).toBeUndefined()
})

test('a sustained rate above a failed one does not count', () => {
  const trials = [
    { ratePerSecond: 600, sustained: true },
    { ratePerSecond: 750, sustained: false },
    { ratePerSecond: 800, sustained: true },
  ]
  expect(bestRate(trials)).toBe(600)
})

test('the search ends', () => {
  expect(trialsWithLimit(0).length).toBe(plan.maxTrials)
})
