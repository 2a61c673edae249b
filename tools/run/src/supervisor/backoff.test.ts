import { expect, it } from 'vitest'
import { backoffMs, crashesAfter, healthyAfterMs } from './backoff.ts'

it('each crash in a row doubles the delay, up to 15 s', () => {
  expect([1, 2, 3, 4, 7, 50].map(backoffMs)).toEqual([250, 500, 1000, 2000, 15_000, 15_000])
})

it('a crash after a healthy run is the first in a row again', () => {
  expect(crashesAfter(5, healthyAfterMs)).toBe(1)
  expect(crashesAfter(5, healthyAfterMs - 1)).toBe(6)
  expect(crashesAfter(0, 0)).toBe(1)
})
