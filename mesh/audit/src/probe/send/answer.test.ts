import { describe, expect, it } from 'vitest'
import { answerOf } from './answer.ts'

const row = (status: number, contentType: string | undefined, body: string, method = 'GET') =>
  answerOf({ status, contentType, body }, method)

describe('the source of a response', () => {
  it.each([
    ['a denial by policies', row(403, 'text/plain', 'RBAC: access denied'), '403'],
    ['a denial of HEAD, which has no body', row(403, 'text/plain', '', 'HEAD'), '403'],
    ['an expired token', row(401, 'text/plain', 'Jwt is expired'), '401'],
    ['another audience', row(403, 'text/plain', 'Audiences in Jwt are not allowed'), '403'],
    ['no route', row(404, undefined, ''), '404'],
    ['an invalid path', row(400, undefined, ''), '400'],
    ['an invalid host', row(400, 'text/plain', 'Bad Request'), '400'],
    ['too many requests', row(429, 'text/plain', 'local_rate_limited'), '429'],
    ['no upstream', row(503, 'text/plain', 'no healthy upstream'), '503'],
    ['a failed expectation', row(417, undefined, ''), 'application'],
    ['a refusal by the application', row(403, 'application/problem+json', '{}'), 'application'],
    [
      'a denial as problem details',
      row(403, 'application/problem+json', '{"status":403,"answeredBy":"edge"}'),
      '403',
    ],
    ['an answer by the application', row(200, 'application/json', '{}'), 'application'],
    ['a 404 by the application', row(404, 'application/problem+json', '{}'), 'application'],
  ])('%s', (_, got, expected) => expect(got).toBe(expected))
})
