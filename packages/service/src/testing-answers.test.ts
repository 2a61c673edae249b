import { expect, test } from 'vitest'
import type { OpenApi } from './testing.ts'
import { answerDeviationOf } from './testing-answers.ts'

const thing = {
  ...{ type: 'object', required: ['size'] },
  properties: { size: { type: 'integer' }, parts: { type: 'array', items: { type: 'object' } } },
}
const put = { responses: { 200: { content: { 'application/json': { schema: thing } } } } }
const document: OpenApi = { paths: { '/v1/things': { put } }, components: { schemas: {} } }
const answered = (body: unknown, status = 200, type = 'application/json') =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': type } })

test('an answer with the fields of the document does not deviate, and can still be read', async () => {
  const answer = answered({ size: 1 })
  expect(await answerDeviationOf('PUT /v1/things', answer, document)).toBeUndefined()
  expect(await answer.json()).toEqual({ size: 1 })
})

test.each([
  ['a missing field', answered({}), 'size'],
  ['a field of another type', answered({ size: '1' }), 'size'],
  ['a field that the document does not name', answered({ size: 1, secret: 2 }), 'secret'],
  ['another status', answered({ size: 1 }, 201), 'no application/json for 201'],
  ['another content type', answered({ size: 1 }, 200, 'text/plain'), 'no text/plain for 200'],
  ['a refusal', answered({}, 409), 'expected success, found 409'],
])('a deviation is found (control): %s', async (_, answer, found) => {
  expect(await answerDeviationOf('PUT /v1/things', answer, document)).toContain(found)
})

test('an operation that the document does not have is a deviation', async () => {
  expect(await answerDeviationOf('GET /v1/things', answered({}), document)).toContain('GET')
})
