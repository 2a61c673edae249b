import { expect, test } from 'vitest'
import { isCompared } from './reconcile.ts'

const requestedAt = '2026-01-01T12:00:00.000Z'
const before = '2026-01-01T11:00:00.000Z'
const stateOf = (comparedAt: string | null, failedAt: string | null = null) => ({
  ...{ explained: 0, unexplained: 0, differences: [], failingEvents: [], strays: [] },
  providers: [
    { provider: 'stripe', comparedAt: requestedAt, failedAt: null, error: null },
    { provider: 'paypal', comparedAt, failedAt, error: failedAt && 'PayPal answered 503' },
  ],
})

test.each([
  [requestedAt, null, true],
  [before, null, false],
  [null, before, false],
])('the last provider was compared at %s and failed at %s: %s', (compared, failed, expected) => {
  expect(isCompared(stateOf(compared, failed), requestedAt)).toBe(expected)
})

test('a provider that cannot be compared is an error, not an agreement', () => {
  expect(() => isCompared(stateOf(before, requestedAt), requestedAt)).toThrow(
    'paypal could not be compared: PayPal answered 503',
  )
})
