import { expect, test } from 'vitest'
import { routeMatch } from './match.ts'
import { retryPolicy } from './retry.ts'

test('no retries written are the two of Istio, which repeat no 503', () => {
  expect(retryPolicy(undefined)).toMatchObject({
    retry_policy: {
      num_retries: 2,
      retry_on: 'connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes',
      retriable_status_codes: [],
    },
  })
})

test('no attempts are no retries', () => expect(retryPolicy({ attempts: 0 })).toEqual({}))

test('a number in retryOn becomes a status code', () => {
  expect(retryPolicy({ attempts: 1, retryOn: 'reset,503' })).toMatchObject({
    retry_policy: { retry_on: 'reset,retriable-status-codes', retriable_status_codes: [503] },
  })
})

test('a match without uri is any path, and a header without a value must only be there', () => {
  expect(routeMatch()).toEqual({ prefix: '/' })
  expect(routeMatch({ uri: { exact: '/a' }, headers: { k: {} } })).toEqual({
    path: '/a',
    headers: [{ name: 'k', present_match: true }],
  })
})
