import { expect, test } from 'vitest'
import { readAccessLog } from './observed.ts'

const peer = 'spiffe://cluster.local/ns/commerce/sa/gateway'
const line = (fields: object) =>
  JSON.stringify({
    time: '2026-06-01T10:00:00.000Z',
    status: 200,
    peer,
    cluster: 'inbound|4001||',
    ...fields,
  })
const read = (...lines: readonly string[]) =>
  readAccessLog('access/orders-2.jsonl', lines.join('\n'))

test('a call is read with its caller, its place and who wrote it', () => {
  const [call] = read(
    'Envoy says something',
    line({ method: 'GET', path: '/a', authority: 'orders:4001' }),
  )
  expect(call).toMatchObject({
    ...{
      writer: 'orders',
      inbound: true,
      host: 'orders',
      method: 'GET',
      path: '/a',
      denied: false,
    },
    ...{ peer: 'cluster.local/ns/commerce/sa/gateway', at: { line: 2 } },
  })
})

test.each([
  ['a policy', { status: 403, details: 'rbac_access_denied_matched_policy[none]' }, true],
  ['a bad token', { status: 401, details: 'jwt_authn_access_denied{Jwt_is_expired}' }, true],
  [
    'a connection that a policy ended',
    { status: 0, termination: 'rbac_access_denied_matched_policy[none]' },
    true,
  ],
  ['what the application refused by itself', { status: 403, details: 'via_upstream' }, false],
  ['a connection that came to its end', { status: 0, details: null, termination: null }, false],
])('%s counts as denied or not', (_, fields, denied) => {
  expect(read(line(fields))[0]?.denied).toBe(denied)
})

test('a line without a time and one of another shape are passed over', () => {
  expect(read('{"time":"never"}', '{"a":1}', '{')).toEqual([])
})
