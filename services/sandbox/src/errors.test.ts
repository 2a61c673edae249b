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
