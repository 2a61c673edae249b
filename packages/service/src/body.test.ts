import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { createServiceApp } from './app.ts'
import { jsonBody } from './body.ts'
import { createLog } from './log.ts'

const app = createServiceApp({
  ...{ name: 'things', log: createLog('things', 'silent'), trustedForwarders: [] },
  ready: async () => undefined,
})
app.post('/v1/things', jsonBody(), (c) => c.text('done'))
const post = (headers: Record<string, string>, body: NonNullable<RequestInit['body']> = '{}') =>
  app.request('/v1/things', { method: 'POST', headers, body })

it.each([
  'application/json',
  'Application/JSON',
  'application/json; charset=utf-8',
  'application/json;charset="UTF-8"',
  'application/json;',
  'application/json; charset=utf8',
  'application/json;charset=utf-8;',
  'application/json; charset = utf-8',
  'application/json;\tcharset=utf-8',
  "application/json; charset='utf-8'",
  'application/json; charset=us-ascii',
  'application/json; version=1',
  'application/json; profile=x; charset=utf-8',
  'application/json;odata.metadata=minimal',
])('a body of the type %s is read', async (type) => {
  expect((await post({ 'content-type': type })).status).toBe(200)
})

it.each([
  'text/plain',
  'application/json-seq',
  'application/merge-patch+json',
  'application/problem+json',
  'application/json, text/plain',
  'application/json; charset=utf-16',
  'application/json; charset=iso-8859-1',
  'application/json; version=1; Charset = "utf-16"',
  'application/json; charset=',
])('a body of the type %s is refused with 415 and the type', async (type) => {
  const answer = await post({ 'content-type': type })
  expect(answer.status).toBe(415)
  const detail = `expected the content type application/json, found ${type}`
  expect(await answer.json()).toMatchObject({ detail })
})

it.each([
  ['gzip', gzipSync('{}')],
  ['gzip', '{}'],
  ['deflate', 'x'],
  ['br', 'x'],
])('a body with the encoding %s is refused with 415 and the encoding', async (encoding, body) => {
  const answer = await post(
    { 'content-type': 'application/json', 'content-encoding': encoding },
    body,
  )
  expect(answer.status).toBe(415)
  const detail = `expected a body without a content encoding, found ${encoding}`
  expect(await answer.json()).toMatchObject({ detail })
})

it.each(['identity', 'Identity', ''])('the encoding "%s" is none', async (encoding) => {
  const headers = { 'content-type': 'application/json', 'content-encoding': encoding }
  expect((await post(headers)).status).toBe(200)
})
