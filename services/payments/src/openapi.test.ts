import { expect, test } from 'vitest'
import { createApp } from './app.ts'
import type { Deps } from './deps.ts'
import type { WebhookDeps } from './webhook-routes.ts'

const webhooks = {} as WebhookDeps

test('openapi.json says what the service answers; vitest -u writes it anew', async () => {
  const answer = await createApp({} as Deps, {
    ...webhooks,
    trustedForwarders: [],
    ready: async () => undefined,
  }).request('/openapi.json')
  const text = `${JSON.stringify(await answer.json(), null, 2)}\n`
  await expect(text).toMatchFileSnapshot('../openapi.json')
})
