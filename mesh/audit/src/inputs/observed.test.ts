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

test('reads a call with its caller, its line and the proxy that logged it', () => {
  const [call] = read(
    'a line that is not JSON',
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
  [
    'a denial by a policy',
    { status: 403, details: 'rbac_access_denied_matched_policy[none]' },
    true,
  ],
  ['an invalid token', { status: 401, details: 'jwt_authn_access_denied{Jwt_is_expired}' }, true],
  [
    'a connection that a policy closed',
    { status: 0, termination: 'rbac_access_denied_matched_policy[none]' },
    true,
  ],
  ['a refusal by the application', { status: 403, details: 'via_upstream' }, false],
  ['a connection that ended normally', { status: 0, details: null, termination: null }, false],
])('%s: denied', (_, fields, denied) => {
  expect(read(line(fields))[0]?.denied).toBe(denied)
})

test('skips lines without a valid time or of another format', () => {
  const ofService = '{"time":"2026-06-01T10:00:00.000Z","level":"info","msg":"serving requests"}'
  expect(read('{"time":"never","status":200}', '{"a":1}', '{', ofService)).toEqual([])
})
