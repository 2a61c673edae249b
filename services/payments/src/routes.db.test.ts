import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import Stripe from 'stripe'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createApp } from './app.ts'
import { paypalWebhookReader } from './clients/paypal-webhook.ts'
import {
  account,
  authorise,
  card,
  newOrder,
  type RunningService,
  startService,
} from './testing-service.ts'
import { handleCommands } from './use-cases/handle-commands.ts'

const edge = 'cluster.local/ns/istio-ingress/sa/istio-ingressgateway'
const stripeSecret = 'whsec_0123456789'
let service: RunningService
let app: ReturnType<typeof createApp>
let compared = 0
beforeAll(async () => {
  service = await startService()
  app = createApp(service.deps, {
    trustedForwarders: [edge],
    ready: async () => undefined,
    results: service.results,
    compareNow: () => compared++,
    stripeSecret,
    readPaypal: paypalWebhookReader(service.transports.paypal, 'WEBHOOK-1'),
  })
})
afterAll(() => service.stop())
beforeEach(() => service.fake.forget())

const as = (sub: string, role: string, principal = edge) => ({
  'x-stoa-claims': Buffer.from(JSON.stringify({ sub, roles: [role] })).toString('base64url'),
  'x-forwarded-client-cert': `Hash=1;URI=spiffe://${principal}`,
})
const operator = as('staff', 'operator')
const sends =
  (method: 'POST' | 'PUT') =>
  (path: string, body: unknown, headers: Record<string, string> = operator) =>
    app.request(path, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
const [post, put] = [sends('POST'), sends('PUT')]
const terms = { creditLimitMinor: 1000, currency: 'GBP' }

describe('accounts', () => {
  it('an operator opens one and its owner sees it', async () => {
    expect((await put('/v1/accounts/ann', terms)).status).toBe(200)
    const seen = await app.request('/v1/accounts/ann', { headers: as('ann', 'trade') })
    const used = { heldMinor: 0, owedMinor: 0, availableMinor: 1000 }
    expect(await seen.json()).toEqual({ customerId: 'ann', ...terms, ...used })
  })

  it('many are opened at once', async () => {
    const many = ['x', 'y', 'z'].map((customerId) => ({ customerId, ...terms }))
    expect(await (await put('/v1/accounts', many)).json()).toEqual({ accounts: 3 })
  })

  it.each([
    ['without a token', {}, 401],
    ['a customer', as('ann', 'trade'), 403],
    ['a caller who is not the edge', as('x', 'operator', 'cluster.local/ns/commerce/sa/x'), 401],
  ])('%s may not change terms', async (_, headers, status) => {
    expect((await put('/v1/accounts/ann', terms, headers)).status).toBe(status)
  })

  it.each([
    ['a negative limit', { ...terms, creditLimitMinor: -1 }, '/creditLimitMinor'],
    ['a currency that does not exist', { ...terms, currency: 'ZZZ' }, '/currency'],
    ['an unknown field', { ...terms, colour: 'red' }, '/colour'],
  ])('%s is refused by name', async (_, body, field) => {
    const answer = await put('/v1/accounts/ann', body)
    expect(answer.status).toBe(422)
    expect(((await answer.json()) as { errors: { field: string }[] }).errors[0]?.field).toBe(field)
  })

  it('a customer named twice is refused', async () => {
    const twice = [1, 2].map(() => ({ customerId: 'ann', ...terms }))
    expect((await put('/v1/accounts', twice)).status).toBe(422)
  })

  it('the account of another is not there', async () => {
    await put('/v1/accounts/ann', terms)
    const seen = await app.request('/v1/accounts/ann', { headers: as('bob', 'trade') })
    expect(seen.status).toBe(404)
  })
})

describe('finance', () => {
  const finance = as('fiona', 'finance')
  const get = (path: string, headers: Record<string, string>) => app.request(path, { headers })

  it.each(['/v1/disputes', '/v1/reconciliations'])(
    'alone reads %s, beside operators',
    async (path) => {
      expect((await get(path, as('ann', 'customer'))).status).toBe(403)
      expect((await get(path, as('sam', 'sales'))).status).toBe(403)
      expect((await get(path, operator)).status).toBe(200)
      expect((await get(path, finance)).status).toBe(200)
    },
  )

  it('has the ledger compared, and finds when each provider was', async () => {
    const headers = { 'content-type': 'application/json', ...finance }
    const request = { method: 'POST', headers, body: '{"withinSeconds":0}' }
    const asked = await app.request('/v1/reconciliations', request)
    expect(asked.status).toBe(202)
    expect(await asked.json()).toEqual({ requestedAt: expect.any(String) })
    const state = await (await get('/v1/reconciliations', finance)).json()
    expect(state).toMatchObject({
      ...{ explained: 0, unexplained: 0, differences: [] },
      providers: [{ provider: 'paypal' }, { provider: 'stripe' }],
    })
  })

  it('records what a customer paid, who sees it on the statement', async () => {
    await put('/v1/accounts/pat', terms)
    const paid = { amountMinor: 300, currency: 'GBP', reference: 'May', paidOn: '2026-06-01' }
    const path = '/v1/accounts/pat/payments/bank-1'
    expect((await put(path, paid, as('pat', 'trade'))).status).toBe(403)
    for (let times = 0; times < 2; times += 1) {
      const recorded = await put(path, paid, finance)
      expect(await recorded.json()).toMatchObject({ owedMinor: -300, availableMinor: 1300 })
    }
    expect((await put(path, { ...paid, amountMinor: 1 }, finance)).status).toBe(409)
    const today = new Date().toISOString().slice(0, 10)
    const statement = `/v1/accounts/pat/statement?from=${today}&to=${today}`
    for (const reader of [as('pat', 'trade'), finance, operator])
      expect(await (await get(statement, reader)).json()).toMatchObject({
        ...{ openingMinor: 0, closingMinor: -300 },
        entries: [{ type: 'payment', paymentId: 'bank-1', balanceMinor: -300 }],
      })
    expect((await get(statement, as('bob', 'trade'))).status).toBe(404)
  })

  it('refuses days that no database can hold', async () => {
    await put('/v1/accounts/pat', terms)
    const path = '/v1/accounts/pat/payments/bank-0'
    const money = { amountMinor: 300, currency: 'GBP' }
    const [paidOn, bookedOn] = ['0000-02-29', '0000-02-29']
    expect((await put(path, { ...money, reference: 'May', paidOn }, finance)).status).toBe(422)
    const entry = { ...money, entryReference: 'bank-0', remittance: 'pat', bookedOn }
    const body = { entries: [entry] }
    expect((await post('/v1/bank-entries', body, finance)).status).toBe(422)
    const closing = { entryReference: 'bank-0', bookedOn, reason: 'sent back' }
    expect((await post('/v1/bank-entries/close', closing, finance)).status).toBe(422)
    const statement = '/v1/accounts/pat/statement?from=0000-01-01&to=0000-02-29'
    expect((await get(statement, finance)).status).toBe(422)
  })
})

describe('payments', () => {
  it('the owner sees what became of it, and no token', async () => {
    const order = newOrder()
    await service.handle(authorise(order, account, 5, 'nobody'))
    const seen = await app.request(`/v1/payments/${order}`, { headers: as('nobody', 'trade') })
    expect(await seen.json()).toEqual({
      ...{ orderId: order, method: 'account', provider: 'account', status: 'declined' },
      ...{ amountMinor: 5, capturedMinor: 0, refundedMinor: 0, currency: 'GBP' },
      ...{ reason: 'no_account', refunds: [], reversedMinor: 0, captureStatus: null, action: null },
      ...{ disputedMinor: 0, chargedBackMinor: 0 },
    })
    const other = await app.request(`/v1/payments/${order}`, { headers: as('bob', 'customer') })
    expect(other.status).toBe(404)
  })
})

describe('webhooks', () => {
  const event = (type: string, orderId: string, eventId = `evt_${randomUUID()}`) =>
    JSON.stringify({
      ...{ id: eventId, object: 'event', type },
      data: {
        object: { id: 'pi_hook', object: 'payment_intent', metadata: { order_id: orderId } },
      },
    })
  const hook = async (payload: string, secret = stripeSecret) => {
    const signature = await Stripe.webhooks.generateTestHeaderStringAsync({ payload, secret })
    const headers = { 'stripe-signature': signature }
    const { status } = await app.request('/webhooks/stripe', {
      method: 'POST',
      headers,
      body: payload,
    })
    return status
  }
  /** An order whose authorisation was sent and had no response. */
  const unanswered = async () => {
    const order = newOrder()
    await handleCommands({ ...service.deps, begin: () => undefined }, [authorise(order, card)])
    return order
  }

  it('one resolves an outcome that is not known, and its duplicate changes nothing', async () => {
    const order = await unanswered()
    const payload = event('payment_intent.amount_capturable_updated', order)
    expect([await hook(payload), await hook(payload)]).toEqual([204, 204])
    expect(await service.published(order)).toEqual(['authorised'])
    expect(await service.payment(order)).toMatchObject({ provider_ref: 'pi_hook' })
    const events = await service.db.selectFrom('webhook_events').selectAll().execute()
    expect(events).toHaveLength(1)
  })

  it('one result under two event ids is published once', async () => {
    const order = await unanswered()
    const type = 'payment_intent.amount_capturable_updated'
    await Promise.all([hook(event(type, order)), hook(event(type, order))])
    expect(await service.published(order)).toEqual(['authorised'])
  })

  it.each(['paid', 'failed'])(
    'one of a payout that %s has the statement read at once',
    async (end) => {
      await sql`update provider_statements set due_at = now() + interval '1 hour'`.execute(
        service.db,
      )
      const due = async () => {
        const { rows } = await sql<{ provider: string }>`
        select provider from provider_statements where due_at <= now()`.execute(service.db)
        return rows.map(({ provider }) => provider)
      }
      const payout = { id: 'po_1', object: 'payout', amount: 472, currency: 'gbp', status: end }
      const payoutEvent = (type: string) =>
        JSON.stringify({
          id: `evt_${randomUUID()}`,
          object: 'event',
          type,
          data: { object: payout },
        })
      const before = compared
      expect(await hook(payoutEvent('payout.created'))).toBe(204)
      expect([await due(), compared - before]).toEqual([[], 0])
      expect(await hook(payoutEvent(`payout.${end}`))).toBe(204)
      expect([await due(), compared - before]).toEqual([['stripe'], 1])
    },
  )

  it('one of a capture proves the authorisation that got no response, and one of another order changes nothing', async () => {
    const order = await unanswered()
    expect(await hook(event('payment_intent.succeeded', order))).toBe(204)
    expect(await hook(event('payment_intent.succeeded', newOrder()))).toBe(204)
    expect(await service.payment(order)).toMatchObject({ status: 'captured', captured_minor: 500 })
    expect(await service.published(order)).toEqual(['authorised', 'captured'])
  })

  it('one that cannot be recorded is noted, and is not asked for again', async () => {
    await hook(event('payment_intent.succeeded', await unanswered()))
    const made = { id: 're_1', status: 'failed', failure_reason: 'not\u0000text', metadata: {} }
    const object = { ...made, payment_intent: 'pi_hook', amount: 200, currency: 'gbp' }
    const failing = { id: 'evt_bad', object: 'event', type: 'refund.updated', data: { object } }
    expect(await hook(JSON.stringify(failing))).toBe(204)
    const noted = await service.db.selectFrom('failing_events').selectAll().execute()
    expect(noted).toMatchObject([{ event_id: 'evt_bad', provider: 'stripe', attempts: 1 }])
  })

  it('one with another signature is refused and changes nothing', async () => {
    const order = await unanswered()
    const payload = event('payment_intent.amount_capturable_updated', order)
    expect(await hook(payload, 'whsec_another')).toBe(401)
    expect((await app.request('/webhooks/paypal', { method: 'POST', body: payload })).status).toBe(
      401,
    )
    expect(await service.published(order)).toEqual([])
  })

  it('an authorisation of an abandoned provider is recorded for release', async () => {
    const order = newOrder()
    service.fake.meet('stripe', 'authorise', 'refuse')
    await service.handle(authorise(order, card))
    await service.idle()
    await hook(event('payment_intent.amount_capturable_updated', order))
    const strays = await service.db.selectFrom('strays').selectAll().execute()
    expect(strays).toMatchObject([{ order_id: order, provider: 'stripe' }])
    expect(await service.payment(order)).toMatchObject({ provider: 'paypal' })
  })
})

it('its OpenAPI names every route', async () => {
  const { paths } = (await (await app.request('/openapi.json')).json()) as { paths: object }
  expect(Object.keys(paths).sort()).toEqual([
    '/v1/accounts',
    '/v1/accounts/{customerId}',
    '/v1/accounts/{customerId}/payments/{paymentId}',
    '/v1/accounts/{customerId}/statement',
    '/v1/bank-entries',
    '/v1/bank-entries/close',
    '/v1/disputes',
    '/v1/payments/due',
    '/v1/payments/{orderId}',
    '/v1/payments/{orderId}/check',
    '/v1/reconciliations',
    '/v1/reconciliations/failing-events/discard',
    ...['/v1/reversals', '/v1/reversals/write-off', '/webhooks/paypal', '/webhooks/stripe'],
  ])
})
