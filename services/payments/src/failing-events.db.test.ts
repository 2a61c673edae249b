import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApp } from './app.ts'
import { saveFailing } from './store/failing-events.ts'
import { type RunningService, startService } from './testing-service.ts'

const edge = 'cluster.local/ns/istio-ingress/sa/istio-ingressgateway'
let service: RunningService
let app: ReturnType<typeof createApp>
beforeAll(async () => {
  service = await startService()
  app = createApp(service.deps, {
    ...{ trustedForwarders: [edge], ready: async () => undefined, results: service.results },
    ...{ compareNow: () => undefined, stripeSecret: 'whsec_0123456789' },
    readPaypal: async () => undefined,
  })
})
afterAll(() => service.stop())

const claims = JSON.stringify({ sub: 'fiona', roles: ['finance'] })
const headers = {
  'content-type': 'application/json',
  'x-stoa-claims': Buffer.from(claims).toString('base64url'),
  'x-forwarded-client-cert': `Hash=1;URI=spiffe://${edge}`,
}
const listed = async () => {
  const answer = await app.request('/v1/reconciliations', { headers })
  const { failingEvents } = (await answer.json()) as {
    failingEvents: { nextAttemptAt: string }[]
  }
  return failingEvents[0] ?? { nextAttemptAt: '' }
}

it('finance reads which events of providers could not be recorded, and has them read once more', async () => {
  const event = { provider: 'paypal', eventId: 'WH-1', type: 'PAYMENT.CAPTURE.DENIED' } as const
  await saveFailing(service.db, event, 'value too long')
  const one = await listed()
  expect(one).toMatchObject({ ...event, reason: 'value too long', attempts: 1 })
  expect(Date.parse(one.nextAttemptAt)).toBeGreaterThan(Date.now())
  await app.request('/v1/reconciliations', { method: 'POST', headers, body: '{}' })
  const again = await listed()
  expect(Date.parse(again.nextAttemptAt)).toBeLessThan(Date.parse(one.nextAttemptAt))
})
