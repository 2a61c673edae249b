import { openApiOfApp } from '@stoa/service/testing'
import { answerDeviationOf } from '@stoa/service/testing-answers'
import { sql } from 'kysely'
import Stripe from 'stripe'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApp } from './app.ts'
import { fetchPaypalEvent } from './clients/paypal-events.ts'
import { paypalEvent, paypalNotice } from './clients/paypal-webhook.ts'
import { fetchStripeEvent } from './clients/stripe-events.ts'
import type { Transport } from './clients/transport.ts'
import { startMissedEventsWorker } from './missed-events-worker.ts'
import { countFailing, findFailing, retryFailing, saveFailing } from './store/failing-events.ts'
import {
  authorise,
  capture,
  card,
  newOrder,
  type RunningService,
  startService,
  wallet,
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
    readPaypal: async (body) => {
      const { id, event_type: type, resource } = paypalEvent.parse(JSON.parse(body))
      return paypalNotice(id, type, resource)
    },
  })
})
afterAll(() => service.stop())

const claims = JSON.stringify({ sub: 'fiona', roles: ['finance'] })
const headers = {
  'content-type': 'application/json',
  'x-stoa-claims': Buffer.from(claims).toString('base64url'),
  'x-forwarded-client-cert': `Hash=1;URI=spiffe://${edge}`,
}
const reconciliation = async () =>
  (await (await app.request('/v1/reconciliations', { headers })).json()) as {
    failingEvents: { nextAttemptAt: string }[]
  }
const listed = async () => (await reconciliation()).failingEvents[0] ?? { nextAttemptAt: '' }

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

interface Event {
  readonly id: string
  readonly [field: string]: unknown
}

/** Both providers, which have this event alone. */
const having = (event: Event | undefined): Transport => ({
  ...{ url: 'http://provider', timeoutMs: 1_000, close: async () => undefined },
  async send(_method, path) {
    const body = path.endsWith(`/${event?.id}`) ? event : { access_token: 'T' }
    const status = body === event || path.endsWith('/token') ? 200 : 404
    return { status, headers: {}, text: JSON.stringify(body) }
  },
})

/** Has kept events recorded; the providers list none, and have this one. */
const recordKept = async (event?: Event) => {
  await sql`update provider_events set due_at = now()`.execute(service.db)
  const none = async function* read() {}
  const access = { clientId: 'client', clientSecret: 'secret' }
  const events = {
    lists: { stripe: none, paypal: none },
    fetch: {
      stripe: fetchStripeEvent(having(event), 'sk_test'),
      paypal: fetchPaypalEvent(having(event), access),
    },
  }
  const worker = startMissedEventsWorker(service.deps, events, service.results)
  worker.claimNow()
  await worker.settled()
  await worker.stop()
}
const kept = (eventId: string) =>
  service.db
    .selectFrom('failing_events')
    .selectAll()
    .where('event_id', '=', eventId)
    .executeTakeFirst()
const unmatched = async () =>
  (await service.db.selectFrom('unmatched_events').selectAll().execute()).length

const deliver = async (event: object, provider = 'stripe') => {
  const payload = JSON.stringify(event)
  const signature = await Stripe.webhooks.generateTestHeaderStringAsync({ payload, secret })
  const headers = { 'stripe-signature': signature }
  const request = { method: 'POST', headers, body: payload }
  return (await app.request(`/webhooks/${provider}`, request)).status
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
  expect(JSON.parse((await kept('evt_1'))?.payload ?? '')).toEqual({
    id,
    metadata: { order_id: order },
  })

  await retryFailing(service.db)
  await recordKept()
  expect((await service.payment(order))?.status).toBe('captured')
})

it('an event that comes before the reference of its payment is known is kept, also when it failed first, and booked once the reference is known', async () => {
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
  failWith = Object.assign(new Error('statement timeout'), { code: '57014' })
  expect(await deliver(early)).toBe(204)
  failWith = undefined
  for (let n = 0; n < 2; n += 1) {
    await retryFailing(service.db)
    await recordKept()
    expect([await kept('evt_2'), await unmatched()]).toEqual([undefined, 1])
    expect(await deliver(early)).toBe(204)
  }

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

/** A capture that its provider has not settled, and the event that settles it, as it would be read and as it cannot be. */
const pendingCapture = {
  async stripe() {
    const order = newOrder()
    await service.go(authorise(order, card))
    service.fake.meet('stripe', 'capture', 'pending')
    await service.go(capture(order))
    const id = (await service.payment(order))?.provider_ref
    const object = { id, metadata: { order_id: order }, receipt_email: 'ann@example.com' }
    const event = { id: 'evt_4', object: 'event', type: 'payment_intent.succeeded' }
    const unreadable = { ...event, data: { object: { ...object, id: { id } } } }
    return { order, type: event.type, event: { ...event, data: { object } }, unreadable }
  },
  async paypal() {
    const order = newOrder()
    await service.go(authorise(order, wallet))
    service.fake.meet('paypal', 'capture', 'pending')
    await service.go(capture(order))
    const id = (await service.payment(order))?.capture_ref
    const resource = { id, custom_id: order, status: 'COMPLETED', payer: 'ann@example.com' }
    const event = { id: 'WH-4', event_type: 'PAYMENT.CAPTURE.COMPLETED' }
    const unreadable = { ...event, resource: { ...resource, status: 7 } }
    return { order, type: event.event_type, event: { ...event, resource }, unreadable }
  },
}

it.each(['stripe', 'paypal'] as const)(
  '%s: an event in a form that cannot be read is kept by its id alone, and applied once it can be read',
  async (provider) => {
    const { order, type, event, unreadable } = await pendingCapture[provider]()
    const { id } = event
    expect(await deliver(unreadable, provider)).toBe(204)
    expect((await service.payment(order))?.status).toBe('authorised')
    expect(await kept(id)).toMatchObject({ provider, type, payload: null, attempts: 1 })
    const { failingEvents } = await reconciliation()
    expect(failingEvents).toContainEqual(
      expect.objectContaining({
        provider,
        type,
        eventId: id,
        reason: expect.stringMatching(/^(id|status): /),
      }),
    )

    await retryFailing(service.db)
    await recordKept(unreadable)
    expect(await kept(id)).toMatchObject({ payload: null, attempts: 2 })
    await retryFailing(service.db)
    await recordKept()
    expect((await kept(id))?.reason).toMatch(/^it could not be fetched: /)
    expect((await kept(id))?.attempts).toBe(3)

    await retryFailing(service.db)
    await recordKept(event)
    expect((await service.payment(order))?.status).toBe('captured')
    expect(await kept(id)).toBeUndefined()
  },
)

it('an unreadable event whose payment is not known once it is read waits for it', async () => {
  const made = { id: 're_5', status: 'succeeded', amount: 200, currency: 'gbp', metadata: {} }
  const event = { id: 'evt_5', object: 'event', type: 'refund.created' }
  await deliver({ ...event, data: { object: made } })
  expect((await kept('evt_5'))?.reason).toMatch(/payment_intent/)
  await retryFailing(service.db)
  await recordKept({ ...event, data: { object: { ...made, payment_intent: 'pi_other' } } })
  expect([await kept('evt_5'), await unmatched()]).toEqual([undefined, 1])
})

it('an unreadable event that turns out to be about another business is forgotten', async () => {
  const event = { id: 'evt_6', object: 'event', type: 'payment_intent.succeeded' }
  await deliver({ ...event, data: { object: {} } })
  expect(await kept('evt_6')).toBeDefined()
  await retryFailing(service.db)
  await recordKept({ ...event, data: { object: { id: 'pi_9', metadata: {} } } })
  expect(await kept('evt_6')).toBeUndefined()
})

const discard = (eventId: string, by: string, role = 'finance') => {
  const claims = JSON.stringify({ sub: by, roles: [role] })
  const body = JSON.stringify({ provider: 'stripe', eventId, reason: `booked, says ${by}` })
  const as = { ...headers, 'x-stoa-claims': Buffer.from(claims).toString('base64url') }
  const path = '/v1/reconciliations/failing-events/discard'
  return app.request(path, { method: 'POST', headers: as, body })
}

it('staff end an event that fails, once: it is listed, counted and tried no more, and recorded if it is sent again', async () => {
  const { order, event } = await pendingCapture.stripe()
  const again = { ...event, id: 'evt_7' }
  failWith = new Error('out of range')
  await deliver(again)
  expect(await countFailing(service.db)).toMatchObject({ retried: 2 })
  expect((await discard('evt_7', 'ben', 'customer')).status).toBe(403)
  expect((await discard('evt_8', 'ann')).status).toBe(404)
  for (const [by, role] of [
    ['ann', 'finance'],
    ['olga', 'operator'],
  ] as const) {
    const answer = await discard('evt_7', by, role)
    const operation = 'POST /v1/reconciliations/failing-events/discard'
    expect(await answerDeviationOf(operation, answer, await openApiOfApp(app))).toBeUndefined()
    expect(await answer.json()).toMatchObject({
      ...{ provider: 'stripe', eventId: 'evt_7', reason: 'out of range', nextAttemptAt: null },
      discardedAt: (await kept('evt_7'))?.discarded_at?.toISOString(),
    })
  }
  expect(await kept('evt_7')).toMatchObject({
    ...{ discarded_by: 'ann', discarded_reason: 'booked, says ann', payload: null },
  })
  expect(await countFailing(service.db)).toEqual({ retried: 1, given_up: 0 })
  expect((await reconciliation()).failingEvents).toMatchObject([{ eventId: 'WH-1' }])

  await deliver(again)
  failWith = undefined
  await retryFailing(service.db)
  await recordKept(again)
  expect(await kept('evt_7')).toMatchObject({ attempts: 1, payload: null })
  expect((await service.payment(order))?.status).toBe('authorised')
  expect(await findFailing(service.db, 'stripe', ['evt_7'])).toContain('evt_7')
  expect(await deliver(again)).toBe(204)
  expect((await service.payment(order))?.status).toBe('captured')
})
