import { expect, it } from 'vitest'
import { createServiceApp } from './app.ts'
import { createLog } from './log.ts'

const app = createServiceApp({
  ...{ name: 'things', log: createLog('things', 'silent'), believed: [] },
  ready: async () => undefined,
})
app.get('/v1/things/:thingId', (c) => c.text(`one ${c.req.param('thingId')}`))
app.get('/v1/things/:thingId/parts', (c) => c.text('parts'))

/** What the mesh's way of reading paths (mesh/istio/base/mesh-config.yaml) rests on. */
it.each([
  ['an escaped slash is a letter of an id', '/v1/things/a%2Fparts', 200, 'one a/parts'],
  ['an escaped slash divides no route', '/v1/things%2Fa', 404, undefined],
  ['two slashes are not one', '/v1//things/a', 404, undefined],
])('%s: %s is answered %i', async (_, path, status, text) => {
  const answer = await app.request(path)
  expect(answer.status).toBe(status)
  if (text !== undefined) expect(await answer.text()).toBe(text)
})
