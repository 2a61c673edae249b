import { expect, it } from 'vitest'
import { createServiceApp } from './app.ts'
import { createLog } from './log.ts'

const app = createServiceApp({
  ...{ name: 'things', log: createLog('things', 'silent'), trustedForwarders: [] },
  ready: async () => undefined,
})
app.get('/v1/things/:thingId', (c) => c.text(`one ${c.req.param('thingId')}`))
app.get('/v1/things/:thingId/parts', (c) => c.text('parts'))

/** Path normalisation in the mesh (mesh/istio/base/mesh-config.yaml) relies on these. */
it.each([
  ['an escaped slash belongs to an id', '/v1/things/a%2Fparts', 200, 'one a/parts'],
  ['an escaped slash separates no path segments', '/v1/things%2Fa', 404, undefined],
  ['two slashes are not merged into one', '/v1//things/a', 404, undefined],
])('%s: %s answers %i', async (_, path, status, text) => {
  const answer = await app.request(path)
  expect(answer.status).toBe(status)
  if (text !== undefined) expect(await answer.text()).toBe(text)
})
