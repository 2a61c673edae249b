import { createLog } from '@stoa/service'
import {
  deviationOf,
  errorCases,
  type OpenApi,
  openApiOf,
  testForwarder,
} from '@stoa/service/testing'
import { expect, test } from 'vitest'
import { createApp } from './app.ts'
import type { Deps } from './deps.ts'

const app = createApp({ log: createLog('gateway', 'silent') } as Deps, {
  trustedForwarders: [testForwarder],
})
const document = (await openApiOf(app, { name: 'gateway' })) as unknown as OpenApi

test.each(errorCases(app, document))(
  '$status for $name is what openapi.json promises',
  async (one) => {
    expect(await deviationOf(one, await one.send(), document)).toBeUndefined()
  },
)
