import { expect, test } from 'vitest'
import { routeMatch } from './match.ts'
import { retryPolicy } from './retry.ts'

test("the default is Istio's two retries, which do not repeat a 503", () => {
  expect(retryPolicy(undefined)).toMatchObject({
    retry_policy: {
      num_retries: 2,
      retry_on: 'connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes',
      retriable_status_codes: [],
    },
  })
})

test('zero attempts disable retries', () => expect(retryPolicy({ attempts: 0 })).toEqual({}))

test('a number in retryOn becomes a status code', () => {
  expect(retryPolicy({ attempts: 1, retryOn: 'reset,503' })).toMatchObject({
    retry_policy: { retry_on: 'reset,retriable-status-codes', retriable_status_codes: [503] },
  })
})

test('a match without uri matches any path, and a header without a value only has to be present', () => {
  expect(routeMatch()).toEqual({ prefix: '/' })
  expect(routeMatch({ uri: { exact: '/a' }, headers: { k: {} } })).toEqual({
    path: '/a',
    headers: [{ name: 'k', present_match: true }],
  })
})
