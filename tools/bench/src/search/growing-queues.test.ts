import { expect, test } from 'vitest'
import { growingQueues } from './growing-queues.ts'

const series = (...values: number[]) => values.map((items) => ({ outbox: items }))

test('a queue that gets longer and longer is growing', () => {
  expect(growingQueues(series(0, 500, 1000, 1500, 2000, 2500), 1000)).toEqual(['outbox'])
})

test('a queue that stays at one level, however long, is not', () => {
  expect(growingQueues(series(4000, 4100, 3900, 4050, 4100, 3950), 1000)).toEqual([])
})

test('a spike that was processed is not growth', () => {
  expect(growingQueues(series(10, 20, 5000, 4000, 30, 10), 1000)).toEqual([])
})

test('a queue that grows in the last seconds alone is growing', () => {
  expect(growingQueues(series(...Array(18).fill(0), 800, 1600, 2400), 500)).toEqual(['outbox'])
})

test('growth by less than half a second of orders is tolerated', () => {
  expect(growingQueues(series(0, 50, 100, 200, 300, 400), 1000)).toEqual([])
})

test('too few samples show no growth', () => {
  expect(growingQueues(series(0, 9000), 1000)).toEqual([])
})
