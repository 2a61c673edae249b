import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { createServiceApp } from './app.ts'
import { createLog } from './log.ts'
import { serve } from './server.ts'

const app = createServiceApp({
  ...{ name: 'things', log: createLog('things', 'silent'), trustedForwarders: [] },
  ready: async () => undefined,
})
app.get('/v1/things', (c) => c.text('done'))

it('reads all headers that an edge lets in', async () => {
  const { server, drain } = await serve(app, '127.0.0.1:0')
  onTestFinished(drain)
  const { port } = server.address() as AddressInfo
  const headers = { 'x-long': 'x'.repeat(70 * 1024), connection: 'close' }
  const answer = await fetch(`http://127.0.0.1:${port}/v1/things`, { headers })
  expect([answer.status, await answer.text()]).toEqual([200, 'done'])
})
