import { expect, test } from 'vitest'
import { type Answer, deviationOf } from './deviation.ts'
import type { OpenApi } from './document.ts'

const thing = {
  type: 'object',
  properties: { at: { type: 'string', format: 'date-time' }, size: { type: 'integer' } },
  required: ['at'],
}
const problem = { $ref: '#/components/schemas/Problem' }
const problems = { content: { 'application/problem+json': { schema: problem } } }
const document: OpenApi = {
  components: {
    schemas: {
      Problem: {
        type: 'object',
        properties: { code: { type: 'string' } },
        required: ['code'],
      },
    },
  },
  paths: {
    '/things/{thingId}': {
      get: {
        responses: {
          200: { content: { 'application/json': { schema: thing } } },
          503: {
            headers: { 'Retry-After': { required: true, schema: { type: 'integer' } } },
            ...problems,
          },
          default: problems,
        },
      },
      delete: { responses: { 204: {} } },
    },
    '/things/count': {
      get: {
        responses: { 200: { content: { 'application/json': { schema: { type: 'integer' } } } } },
      },
    },
  },
}

const json = { 'content-type': 'application/json; charset=utf-8' }
const problemJson = { 'content-type': 'application/problem+json' }
const good = { at: '2026-03-27T09:30:00.000Z', size: 1 }
interface Given extends Partial<Omit<Answer, 'headers' | 'text'>> {
  readonly headers?: Record<string, string>
  readonly body?: unknown
}
const found = ({ headers = json, body = good, ...rest }: Given) =>
  deviationOf(document, {
    ...{ method: 'GET', path: '/things/a', status: 200, ...rest },
    headers: new Headers(headers),
    text: body === '' ? '' : JSON.stringify(body),
  })

test.each<[string, Given]>([
  ['an answer as documented', {}],
  ['an answer without a body', { method: 'DELETE', status: 204, headers: {}, body: '' }],
  ['a concrete path beside a template', { path: '/things/count', body: 3 }],
  ['any other problem', { status: 418, headers: problemJson, body: { code: 'teapot' } }],
  [
    'a documented header',
    { status: 503, headers: { ...problemJson, 'retry-after': '1' }, body: { code: 'away' } },
  ],
])('%s has no deviation', (_, given) => {
  expect(found(given)).toBeUndefined()
})

test.each<[string, Given, string]>([
  ['an operation that is not documented', { method: 'POST' }, 'no such operation'],
  ['a success that is not documented', { status: 201 }, 'no answer 201'],
  ['another content type', { headers: { 'content-type': 'text/html' } }, 'no text/html for 200'],
  ['a field that is missing', { body: { size: 1 } }, "must have required property 'at'"],
  ['a field that is not documented', { body: { ...good, hue: 1 } }, 'additional properties'],
  ['a value of another type', { body: { ...good, size: '1' } }, '/size must be integer'],
  ['a value of another format', { body: { at: 'today' } }, 'must match format "date-time"'],
  ['a body that is not JSON', { body: '' }, 'must be object'],
  ['a body where none is documented', { method: 'DELETE', status: 204 }, 'no body for 204'],
  [
    'a problem without its fields',
    { status: 404, headers: problemJson, body: {} },
    "must have required property 'code'",
  ],
  [
    'a header that is missing',
    { status: 503, headers: problemJson, body: { code: 'away' } },
    'Retry-After is missing',
  ],
  [
    'a header of another type',
    { status: 503, headers: { ...problemJson, 'retry-after': 'soon' }, body: { code: 'away' } },
    'must be integer',
  ],
])('%s is a deviation', (_, given, reason) => {
  expect(found(given)).toContain(reason)
})
