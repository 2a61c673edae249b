import fc from 'fast-check'
import { expect, it } from 'vitest'
import { correctedBase } from './bounds.ts'

const reading = (sentMs: number, databaseMs: number, receivedMs: number) => ({
  ...{ sentMs, databaseMs, receivedMs },
})

it.each([
  ['the middle of the bounds, for the first reading', undefined, reading(100, 5_000, 110), 4_895],
  [
    'the known base, where it lies within the bounds of the reading',
    4_892,
    reading(100, 5_000, 110),
    4_892,
  ],
  ['the lower bound, where the known base lies below it', 1_000, reading(100, 5_000, 110), 4_890],
  ['the upper bound, where the known base lies above it', 9_000, reading(100, 5_000, 110), 4_900],
  ['the known base, where the answer took a minute', 4_892, reading(100, 5_000, 60_100), 4_892],
])('the base is %s', (_, known, read, base) => {
  expect(correctedBase(known, read)).toBe(base)
})

it('the time is never further from the database’s than the shortest round trip was long', () => {
  const ms = fc.integer({ min: 0, max: 60_000 })
  const trips = fc.array(fc.record({ pauseMs: ms, thereMs: ms, backMs: ms }), { minLength: 1 })
  fc.assert(
    fc.property(fc.integer({ min: -1e12, max: 1e12 }), trips, (trueBase, all) => {
      let nowMs = 0
      let base: number | undefined
      for (const { pauseMs, thereMs, backMs } of all) {
        const sentMs = nowMs + pauseMs
        nowMs = sentMs + thereMs + backMs
        base = correctedBase(base, reading(sentMs, trueBase + sentMs + thereMs, nowMs))
      }
      const shortestMs = Math.min(...all.map(({ thereMs, backMs }) => thereMs + backMs))
      expect(Math.abs((base ?? 0) - trueBase)).toBeLessThanOrEqual(shortestMs)
    }),
  )
})
