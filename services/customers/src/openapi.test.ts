import { lenientObjects } from '@stoa/service'
import { expect, test } from 'vitest'
import { createApp } from './app.ts'
import type { Deps } from './deps.ts'

const app = createApp({} as Deps, {
  trustedForwarders: [],
  ready: async () => undefined,
})

test('openapi.json matches the routes; `npm test -- -u` updates it', async () => {
  const answer = await app.request('/openapi.json')
  const text = `${JSON.stringify(await answer.json(), null, 2)}\n`
  await expect(text).toMatchFileSnapshot('../openapi.json')
})

test('a request with an unknown field is refused, in nested objects and queries too', () => {
  expect(lenientObjects(app)).toEqual([])
})
