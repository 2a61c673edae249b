import { Hono } from 'hono'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { jsonBody } from './body.ts'
import { authenticated } from './caller.ts'
import { describe, idempotencyHeader, idempotencyProblems } from './describe.ts'
import type { ServiceEnv } from './env.ts'
import { openApiOf } from './openapi.ts'
import { validate } from './validate.ts'

const app = new Hono<ServiceEnv>().use('/*', authenticated()).put(
  '/things/:thingId',
  describe({
    summary: 'Replace a thing',
    answer: z.object({ thingId: z.string() }),
    headers: idempotencyHeader,
    problems: { ...idempotencyProblems, not_found: 'there is no such thing' },
  }),
  authenticated('sales', 'operator'),
  jsonBody(8 * 1024),
  validate('json', z.object({ name: z.string() })),
  (c) => c.json({ thingId: 'a' }),
)

async function operation() {
  const { paths } = await openApiOf(app, { name: 'things' })
  return paths['/things/{thingId}']?.put as unknown as Record<string, never> & {
    responses: Record<string, { description: string }>
  }
}

it('the document lists every problem that the middlewares and the operation answer', async () => {
  const { responses } = await operation()
  const described = Object.entries(responses).map(([status, { description }]) => [
    status,
    description,
  ])
  expect(Object.fromEntries(described)).toEqual({
    200: 'OK',
    400: 'bad_request: the header `Idempotency-Key` is missing or malformed; or the body is empty or not JSON',
    401: 'unauthenticated: the request has no verified token',
    403: 'forbidden: the subject of the token cannot be a customer; or the token does not have the role sales or operator',
    404: 'not_found: there is no such thing',
    413: 'payload_too_large: the body exceeds 8 KiB',
    415: 'unsupported_media_type: the content type is not `application/json`, or the body is encoded',
    422: 'invalid: the `Idempotency-Key` was used with another request; or a field is invalid; `errors` lists each of them',
    429: 'too_many_requests: the client sends too many requests',
    503: 'unavailable: the service cannot be reached at the moment',
  })
})

it('the document has the ETag of an answer, and the 304 of a client that has it', async () => {
  const tagged = new Hono<ServiceEnv>().get(
    '/things',
    describe({ summary: 'Read all things', answer: z.array(z.string()), hasETag: true }),
    (c) => c.json([]),
  )
  const { paths } = await openApiOf(tagged, { name: 'things' })
  const ETag = expect.objectContaining({ required: true, schema: { type: 'string' } })
  const operation = paths['/things']?.get
  expect(operation).toMatchObject({
    responses: { 200: { headers: { ETag } }, 304: { headers: { ETag } } },
    parameters: [{ in: 'header', name: 'If-None-Match', required: false }],
  })
  expect(operation).toHaveProperty('responses.200.content')
  expect(operation).not.toHaveProperty('responses.304.content')
})

it('the document names the roles, the token and the required headers of an operation', async () => {
  const { security, parameters, ...rest } = await operation()
  expect(rest).toMatchObject({ 'x-roles': ['sales', 'operator'] })
  expect(rest).not.toHaveProperty('x-problems')
  expect(security).toEqual([{ token: [] }])
  expect(parameters).toContainEqual(
    expect.objectContaining({
      ...{ in: 'header', name: 'Idempotency-Key', required: true },
      schema: { type: 'string', pattern: '^[!-~]{1,255}$', minLength: 1, maxLength: 255 },
    }),
  )
})
