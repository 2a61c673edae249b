import { expect, test } from 'vitest'
import { classify, retryDelayMs } from './retry.ts'

test.each([
  [202, 'accepted'],
  [200, 'accepted'],
  [400, 'rejected'],
  [401, 'rejected'],
  [422, 'rejected'],
  [429, 'rejected'],
  [408, 'retry'],
  [409, 'retry'],
  [500, 'retry'],
  [502, 'retry'],
  [503, 'retry'],
  [504, 'retry'],
] as const)('a response of %i means: %s', (status, verdict) => {
  expect(classify({ status, text: '' })).toBe(verdict)
})

test('a request without a response is retried', () => {
  expect(classify(new Error('reset'))).toBe('retry')
})

test('delays grow to two seconds and no further', () => {
  expect([1, 2, 3, 20].map(retryDelayMs)).toEqual([100, 200, 400, 2000])
})
