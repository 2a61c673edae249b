import { lenientObjects } from '@stoa/service'
import { openApiOf } from '@stoa/service/testing'
import { expect, test } from 'vitest'
import { createApp, description } from './app.ts'
import type { Deps } from './deps.ts'

const app = createApp({} as Deps, { trustedForwarders: [] })

test('openapi.json matches the routes; `npm test -- -u` updates it', async () => {
  const document = await openApiOf(app, { name: 'gateway', description })
  const text = `${JSON.stringify(document, null, 2)}\n`
  await expect(text).toMatchFileSnapshot('../openapi.json')
})

test('a request with an unknown field is refused, in nested objects and queries too', () => {
  expect(lenientObjects(app)).toEqual([])
})
