import { expect, it } from 'vitest'
import { backOffMs } from './back-off.ts'

it.each([
  [0, 500],
  [1, 500],
  [2, 1_000],
  [4, 4_000],
  [5, 8_000],
  [6, 10_000],
  [5_000, 10_000],
])('after %d failed attempts the pause is %d ms', (attempts, ms) => {
  expect(backOffMs(attempts, { firstMs: 500, maxMs: 10_000 })).toBe(ms)
})
