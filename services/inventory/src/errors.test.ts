import { createLog } from '@stoa/service'
import { deviationOf, errorCases, openApiOfApp, testForwarder } from '@stoa/service/testing'
import { expect, test } from 'vitest'
import { createApp } from './app.ts'
import type { Deps } from './deps.ts'

const app = createApp({ log: createLog('inventory', 'silent') } as Deps, {
  trustedForwarders: [testForwarder],
  ready: async () => undefined,
})
const document = await openApiOfApp(app)

test.each(errorCases(app, document))(
  '$status for $name is what openapi.json promises',
  async (one) => {
    expect(await deviationOf(one, await one.send(), document)).toBeUndefined()
  },
)
