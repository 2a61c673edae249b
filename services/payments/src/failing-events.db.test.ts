import { sql } from 'kysely'
import Stripe from 'stripe'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApp } from './app.ts'
import { startMissedEventsWorker } from './missed-events-worker.ts'
import { retryFailing, saveFailing } from './store/failing-events.ts'
import {
  authorise,
  capture,
  card,
  newOrder,
  type RunningService,
  startService,
} from './testing-service.ts'

const edge = 'cluster.local/ns/istio-ingress/sa/istio-ingressgateway'
let service: RunningService
let app: ReturnType<typeof createApp>
/** The next results cannot be recorded, for this reason. */
let failWith: Error | undefined
const secret = 'whsec_0123456789'
beforeAll(async () => {
  service = await startService()
  const results: typeof service.results = {
    ...service.results,
    add: (one) => (failWith ? Promise.reject(failWith) : service.results.add(one)),
  }
  app = createApp(service.deps, {
    ...{ trustedForwarders: [edge], ready: async () => undefined, results },
    ...{ compareNow: () => undefined, stripeSecret: secret },
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

/** Has kept events recorded; the providers list none. */
const recordKept = async () => {
  await sql`update provider_events set due_at = now()`.execute(service.db)
  const none = async function* read() {}
  const lists = { stripe: none, paypal: none }
  const worker = startMissedEventsWorker(service.deps, lists, service.results)
  worker.claimNow()
  await worker.settled()
  await worker.stop()
}
const unmatched = async () =>
  (await service.db.selectFrom('unmatched_events').selectAll().execute()).length

const deliver = async (event: object) => {
  const payload = JSON.stringify(event)
  const signature = await Stripe.webhooks.generateTestHeaderStringAsync({ payload, secret })
  const headers = { 'stripe-signature': signature }
  return (await app.request('/webhooks/stripe', { method: 'POST', headers, body: payload })).status
}

it('a webhook that could not be recorded is recorded later, though Stripe counts it as delivered', async () => {
  const order = newOrder()
  await service.go(authorise(order, card))
  service.fake.meet('stripe', 'capture', 'pending')
  await service.go(capture(order))
  const { provider_ref: id } = (await service.payment(order)) ?? {}
  const object = { id, metadata: { order_id: order }, receipt_email: 'ann@example.com' }
  failWith = Object.assign(new Error('statement timeout'), { code: '57014' })
  const type = 'payment_intent.succeeded'
  const event = { id: 'evt_1', object: 'event', type, data: { object } }
  expect(await deliver(event)).toBe(204)
  failWith = undefined
  expect((await service.payment(order))?.status).toBe('authorised')
  const kept = await service.db
    .selectFrom('failing_events')
    .select('payload')
    .where('event_id', '=', 'evt_1')
    .executeTakeFirst()
  expect(JSON.parse(kept?.payload ?? '')).toEqual({ id, metadata: { order_id: order } })

  await retryFailing(service.db)
  await recordKept()
  expect((await service.payment(order))?.status).toBe('captured')
})

it('an event that comes before the reference of its payment is known is kept, and booked once the reference is known', async () => {
  const order = newOrder()
  service.fake.meet('stripe', 'authorise', 'mute', 'mute', 'mute')
  await service.go(authorise(order, card))
  const ref = service.fake.refOf(order)
  service.fake.captureAt(ref)
  const refund = { ...{ id: 're_dash', status: 'succeeded', amount: 200 }, currency: 'gbp' }
  const event = (id: string, type: string, object: object) => ({
    ...{ id, object: 'event', type, data: { object } },
  })
  const early = event('evt_2', 'refund.created', { ...refund, payment_intent: ref, metadata: {} })
  expect(await deliver(early)).toBe(204)
  expect(await deliver(early)).toBe(204)
  await recordKept()
  expect(await unmatched()).toBe(1)

  const intent = { id: ref, metadata: { order_id: order } }
  expect(await deliver(event('evt_3', 'payment_intent.succeeded', intent))).toBe(204)
  await recordKept()
  const refunds = () =>
    service.db.selectFrom('refunds').selectAll().where('order_id', '=', order).execute()
  expect(await refunds()).toMatchObject([
    { provider_ref: 're_dash', amount_minor: 200, status: 'refunded', origin: 'provider' },
  ])
  expect(await unmatched()).toBe(0)
  expect(await deliver(early)).toBe(204)
  await recordKept()
  expect([(await refunds()).length, await unmatched()]).toEqual([1, 0])
  service.fake.forget()
})
