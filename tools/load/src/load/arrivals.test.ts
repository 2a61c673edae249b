import { expect, test } from 'vitest'
import { nextGapMs, seededRandom } from './arrivals.ts'

const gaps = (count: number, rate: number) => {
  const random = seededRandom(7)
  return Array.from({ length: count }, () => nextGapMs(rate, random))
}

test('arrivals have the offered rate on average', () => {
  const all = gaps(100_000, 250)
  const meanMs = all.reduce((sum, gap) => sum + gap, 0) / all.length
  expect(meanMs).toBeGreaterThan(3.95)
  expect(meanMs).toBeLessThan(4.05)
})

test('the gaps between arrivals are those of a Poisson process: their deviation equals their mean', () => {
  const all = gaps(100_000, 1000)
  const variance = all.reduce((sum, gap) => sum + (gap - 1) ** 2, 0) / all.length
  expect(Math.sqrt(variance)).toBeGreaterThan(0.97)
  expect(Math.sqrt(variance)).toBeLessThan(1.03)
})

test('the same seed gives the same arrivals', () => {
  expect(gaps(50, 10)).toEqual(gaps(50, 10))
})
