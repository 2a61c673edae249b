import { createLog } from '@stoa/service'
import { deviationOf, errorCases, openApiOfApp } from '@stoa/service/testing'
import { expect, test } from 'vitest'
import { createApp } from './app.ts'
import type { Deps } from './deps.ts'
import { settings } from './testing.ts'

const log = createLog('sandbox', 'silent')
const deps = { log, env: settings, store: { collection: () => ({}) } } as unknown as Deps
const app = createApp(deps)
const document = await openApiOfApp(app)

test.each(errorCases(app, document))(
  '$status for $name is what openapi.json promises',
  async (one) => {
    expect(await deviationOf(one, await one.send(), document)).toBeUndefined()
  },
)

test('a provider that the sandbox does not stand for is 404, at the address that its service has', async () => {
  const answer = await app.request('/no-provider/GIFT_URL/v1/gifts', { method: 'POST' })
  expect(answer.status).toBe(404)
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  expect(await answer.json()).toMatchObject({
    detail: expect.stringContaining('POST /no-provider/GIFT_URL/v1/gifts'),
  })
})
