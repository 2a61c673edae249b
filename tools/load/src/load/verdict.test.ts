import { expect, test } from 'vitest'
import { pauseMs, verdictOf } from './verdict.ts'

test.each([
  [202, 'accepted'],
  [200, 'accepted'],
  [400, 'refused'],
  [401, 'refused'],
  [422, 'refused'],
  [429, 'refused'],
  [408, 'ask again'],
  [409, 'ask again'],
  [500, 'ask again'],
  [502, 'ask again'],
  [503, 'ask again'],
  [504, 'ask again'],
] as const)('an answer of %i is %s', (status, verdict) => {
  expect(verdictOf({ status, text: '' })).toBe(verdict)
})

test('no answer is asked for again', () => {
  expect(verdictOf(new Error('reset'))).toBe('ask again')
})

test('pauses grow to two seconds and no further', () => {
  expect([1, 2, 3, 20].map(pauseMs)).toEqual([100, 200, 400, 2000])
})
