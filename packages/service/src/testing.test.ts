import { expect, test } from 'vitest'
import { z } from 'zod'
import { createServiceApp } from './app.ts'
import { jsonBody } from './body.ts'
import { authenticated } from './caller.ts'
import { describe } from './describe.ts'
import { createLog } from './log.ts'
import { deviationOf, errorCases, openApiOfApp, testForwarder } from './testing.ts'
import { validate } from './validate.ts'

const app = createServiceApp({
  ...{ name: 'things', log: createLog('things', 'silent'), trustedForwarders: [testForwarder] },
  ready: async () => undefined,
})
app.use('/v1/*', authenticated())
app.get('/v1/things', describe({ summary: 'List things' }), (c) => c.json([]))
app.put(
  '/v1/things/:thingId',
  describe({ summary: 'Replace a thing' }),
  jsonBody(32),
  validate('json', z.strictObject({ size: z.int() })),
  (c) => c.json({}),
)
const document = await openApiOfApp(app)
const cases = errorCases(app, document)
const put = document.paths['/v1/things/{thingId}']?.put

test.each(cases)('$status for $name is what the document promises', async (one) => {
  expect(await deviationOf(one, await one.send(), document)).toBeUndefined()
})

test('the cases cover every status that an operation answers before it does anything', () => {
  expect([...new Set(cases.map(({ status }) => status))].sort()).toEqual([
    ...[400, 401, 404, 405, 413, 415, 422],
  ])
})

test('405 names the methods of the path, also behind a check of tokens', async () => {
  const patch = cases.find(({ name }) => name === 'PATCH /v1/things')
  expect((await patch?.send())?.headers.get('allow')).toBe('GET')
})

test('429 and 503 are documented for every operation, with Retry-After', () => {
  for (const status of [429, 503])
    expect(put?.responses[status]).toMatchObject({ headers: { 'Retry-After': {} } })
})

const problem = (body: object, status = 415, type = 'application/problem+json') =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': type } })

test.each([
  ['another status', 415, problem({}, 400), 'expected the status 415'],
  ['a status that is not documented', 418, problem({}, 418), 'the document has no answer 418'],
  ['another content type', 415, problem({}, 415, 'text/plain'), 'has no text/plain for 415'],
  ['a body without the fields of a problem', 415, problem({ status: 415 }), 'title'],
])('a deviation is found (control): %s', async (_, status, answer, found) => {
  expect(await deviationOf({ status, operation: put }, answer, document)).toContain(found)
})
