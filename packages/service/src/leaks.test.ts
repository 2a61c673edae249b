import { expect, it, onTestFinished } from 'vitest'
import { createServiceApp } from './app.ts'
import { bodyText } from './body.ts'
import { createLog } from './log.ts'
import { recordSpans } from './testing-spans.ts'
import { withSpan } from './trace.ts'

it('neither log nor spans hold what a request brought or a provider answered, though all of it fails', async () => {
  const written: string[] = []
  const log = createLog('things', 'debug', 'things', { write: (line) => void written.push(line) })
  const spans = recordSpans()
  onTestFinished(() => spans.stop())
  const app = createServiceApp({
    ...{ name: 'things', log, trustedForwarders: [] },
    ready: async () => undefined,
  })
  app.post('/v1/things/:thing', async (c) => {
    const body = await bodyText(c, 1_000)
    await withSpan('stripe authorise', {}, async () => {
      const answer = Object.assign(new Error(`no such payment_method: ${body}`), { raw: body })
      throw Object.assign(new Error(`failed for ${c.req.url}`, { cause: answer }), {
        headers: c.req.header(),
        parameters: [body],
      })
    })
    return c.body(null, 204)
  })
  const response = await app.request('/v1/things/ann.canary@example.org?card=4242424242424242', {
    method: 'POST',
    headers: {
      authorization: 'Bearer canary-canary',
      cookie: 'session=canary',
      'x-note': 'canary',
    },
    body: 'pm_canary123 +44 20 7946 0958 4242424242424242 ann.canary@example.org',
  })
  expect(response.status).toBe(500)
  const said = [
    written.join(''),
    ...spans
      .all()
      .flatMap(({ name, attributes, events, status }) => [
        name,
        JSON.stringify({ attributes, events, status }),
      ]),
    await response.text(),
  ]
  expect(written.map((line) => JSON.parse(line).msg)).toContain('answered a request')
  expect(spans.all().map(({ name }) => name)).toEqual([
    'stripe authorise',
    'POST /v1/things/:thing',
  ])
  // The problem's `instance` is the path that the caller sent and gets back; it goes nowhere else.
  for (const text of said.slice(0, -1)) expect(text).not.toMatch(/canary|4242|7946/)
  expect(said.at(-1)).not.toMatch(/pm_canary|4242|7946/)
})
