import { expect, it } from 'vitest'
import { thresholdsOf } from './thresholds.ts'

const stepsOf = (limits: Parameters<typeof thresholdsOf>[0]) =>
  thresholdsOf(limits)
    .build()
    .steps.map(({ value, color }) => [value, color])

it('is red from the worse limit on', () => {
  expect(stepsOf({ warning: 60, bad: 120 })).toEqual([
    [null, 'green'],
    [60, 'orange'],
    [120, 'red'],
  ])
})

it('is red below the worse limit where low values are bad', () => {
  expect(stepsOf({ warning: 0.995, bad: 0.99, below: true })).toEqual([
    [null, 'red'],
    [0.99, 'orange'],
    [0.995, 'green'],
  ])
  expect(stepsOf({ bad: 1, below: true })).toEqual([
    [null, 'red'],
    [1, 'green'],
  ])
})
