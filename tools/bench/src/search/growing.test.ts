import { expect, test } from 'vitest'
import { growing } from './growing.ts'

const series = (...values: number[]) => values.map((waiting) => ({ outbox: waiting }))

test('a backlog that gets longer and longer grows', () => {
  expect(growing(series(0, 500, 1000, 1500, 2000, 2500), 1000)).toEqual(['outbox'])
})

test('a backlog that stays at its level, however high, does not', () => {
  expect(growing(series(4000, 4100, 3900, 4050, 4100, 3950), 1000)).toEqual([])
})

test('a spike that was worked off does not', () => {
  expect(growing(series(10, 20, 5000, 4000, 30, 10), 1000)).toEqual([])
})

test('growth by less than half a second of orders does not', () => {
  expect(growing(series(0, 50, 100, 200, 300, 400), 1000)).toEqual([])
})

test('without enough samples nothing is concluded', () => {
  expect(growing(series(0, 9000), 1000)).toEqual([])
})
