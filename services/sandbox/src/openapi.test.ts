import { expect, test } from 'vitest'
import { createApp } from './app.ts'
import type { Deps } from './deps.ts'
import { settings } from './testing.ts'

const deps = { env: settings, store: { collection: () => ({}) } } as unknown as Deps

test('openapi.json says what the service answers; vitest -u writes it anew', async () => {
  const answer = await createApp(deps).request('/openapi.json')
  const text = `${JSON.stringify(await answer.json(), null, 2)}\n`
  await expect(text).toMatchFileSnapshot('../openapi.json')
})
