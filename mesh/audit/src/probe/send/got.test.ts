import { describe, expect, it } from 'vitest'
import { answerOf } from './got.ts'

const row = (status: number, contentType: string | undefined, body: string, method = 'GET') =>
  answerOf({ status, contentType, body }, method)

describe('whose answer it is', () => {
  it.each([
    ['a refusal of policies', row(403, 'text/plain', 'RBAC: access denied'), '403'],
    ['the same to HEAD, which has no body', row(403, 'text/plain', '', 'HEAD'), '403'],
    ['an expired token', row(401, 'text/plain', 'Jwt is expired'), '401'],
    ['a foreign audience', row(403, 'text/plain', 'Audiences in Jwt are not allowed'), '403'],
    ['no route', row(404, undefined, ''), '404'],
    ['a path that cannot be', row(400, undefined, ''), '400'],
    ['a host that cannot be', row(400, 'text/plain', 'Bad Request'), '400'],
    ['too many requests', row(429, 'text/plain', 'local_rate_limited'), '429'],
    ['nobody behind the proxy', row(503, 'text/plain', 'no healthy upstream'), '503'],
    ['an expectation that failed', row(417, undefined, ''), 'application'],
    ['an application’s own refusal', row(403, 'application/problem+json', '{}'), 'application'],
    ['an application’s own answer', row(200, 'application/json', '{}'), 'application'],
    [
      'an application that finds nothing',
      row(404, 'application/problem+json', '{}'),
      'application',
    ],
  ])('%s', (_, got, expected) => expect(got).toBe(expected))
})
