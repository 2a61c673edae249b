import { expect, test } from 'vitest'
import { createApp } from './app.ts'
import type { Deps } from './deps.ts'

test('openapi.json matches the routes; `npm test -- -u` updates it', async () => {
  const answer = await createApp({} as Deps, {
    trustedForwarders: [],
    ready: async () => undefined,
  }).request('/openapi.json')
  const text = `${JSON.stringify(await answer.json(), null, 2)}\n`
  await expect(text).toMatchFileSnapshot('../openapi.json')
})
