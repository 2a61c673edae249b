import { lenientObjects } from '@stoa/service'
import { expect, test } from 'vitest'
import { createApp } from './app.ts'
import type { Deps } from './deps.ts'
import type { WebhookDeps } from './webhook-routes.ts'

const webhooks = {} as WebhookDeps

const app = createApp({} as Deps, {
  ...webhooks,
  trustedForwarders: [],
  ready: async () => undefined,
  compareNow: () => undefined,
})

test('openapi.json says what the service answers; vitest -u writes it anew', async () => {
  const answer = await app.request('/openapi.json')
  const text = `${JSON.stringify(await answer.json(), null, 2)}\n`
  await expect(text).toMatchFileSnapshot('../openapi.json')
})

test('a request with an unknown field is refused, in nested objects and queries too', () => {
  expect(lenientObjects(app)).toEqual([])
})
