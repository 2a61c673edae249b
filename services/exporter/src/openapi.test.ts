import { createLog } from '@stoa/service'
import { openApiOfApp } from '@stoa/service/testing'
import { expect, test } from 'vitest'
import { createApp } from './app.ts'

const app = createApp({ log: createLog('exporter', 'silent'), trustedForwarders: [] })

test('openapi.json matches the routes; `npm test -- -u` updates it', async () => {
  const text = `${JSON.stringify(await openApiOfApp(app), null, 2)}\n`
  await expect(text).toMatchFileSnapshot('../openapi.json')
})

test('it has no operation of its own', async () => {
  expect((await openApiOfApp(app)).paths).toEqual({})
})
