import { expect, it } from 'vitest'
import { exitStatus } from './traces.ts'

it.each([
  [{ orders: 100, whole: 100 }, 0],
  [{ orders: 1_000, whole: 999 }, 0],
  [{ orders: 100, whole: 99 }, 1],
])('of as many orders as asked for, whole traces decide: %j exits %i', (report, status) => {
  expect(exitStatus(report, report.orders)).toBe(status)
})

it('fewer orders than asked for prove nothing, unless one of their traces is not whole', () => {
  expect(exitStatus({ orders: 0, whole: 0 }, 10)).toBe(2)
  expect(exitStatus({ orders: 9, whole: 9 }, 10)).toBe(2)
  expect(exitStatus({ orders: 9, whole: 8 }, 10)).toBe(1)
})
