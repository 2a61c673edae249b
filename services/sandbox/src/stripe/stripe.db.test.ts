import Stripe from 'stripe'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { type Arrived, type RunningSandbox, settings, startSandbox } from '../testing.ts'

let sandbox: RunningSandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.stop())
afterEach(() => fetch(sandbox.url('/sandbox/faults'), { method: 'DELETE' }))

/** The SDK's paths, under the prefix that keeps the providers apart. */
const prefixed: typeof fetch = (input, init) =>
  fetch(String(input).replace('/v1/', '/stripe/v1/'), init)

const stripe = (apiKey = settings.STRIPE_API_KEY, timeout = 5_000) =>
  new Stripe(apiKey, {
    host: '127.0.0.1',
    port: sandbox.port,
    protocol: 'http',
    httpClient: Stripe.createFetchHttpClient(prefixed),
    maxNetworkRetries: 0,
    telemetry: false,
    timeout,
  })

const authorise = (
  orderId: string,
  more: object = {},
  key = `${orderId}:authorise`,
  timeout = 5_000,
) =>
  stripe(undefined, timeout).paymentIntents.create(
    {
      amount: 1_250,
      currency: 'gbp',
      payment_method: 'pm_card_visa',
      confirm: true,
      capture_method: 'manual',
      metadata: { order_id: orderId },
      ...more,
    },
    { idempotencyKey: key },
  )

const of = (type: string, orderId: string) => (one: Arrived) =>
  one.path === '/webhooks/stripe' &&
  JSON.parse(one.body).type === type &&
  one.body.includes(orderId)

it('a card is authorised, captured and refunded in part and in whole, and no further', async () => {
  const { id, status, amount_capturable } = await authorise('o-1')
  expect([status, amount_capturable]).toEqual(['requires_capture', 1_250])
  expect(await stripe().paymentIntents.capture(id)).toMatchObject({
    status: 'succeeded',
    amount_received: 1_250,
  })
  expect(await stripe().refunds.create({ payment_intent: id, amount: 250 })).toMatchObject({
    status: 'succeeded',
    amount: 250,
  })
  await expect(
    stripe().refunds.create({ payment_intent: id, amount: 1_001 }),
  ).rejects.toMatchObject({
    type: 'StripeInvalidRequestError',
  })
  const rest = await stripe().refunds.create({ payment_intent: id })
  expect(rest.amount).toBe(1_000)
  expect(await stripe().refunds.retrieve(rest.id)).toMatchObject({ payment_intent: id })
  await expect(stripe().refunds.create({ payment_intent: id })).rejects.toMatchObject({
    code: 'charge_already_refunded',
  })
})

it('a cancelled authorisation cannot be captured, and says what it is', async () => {
  const { id } = await authorise('o-2')
  expect(await stripe().paymentIntents.cancel(id)).toMatchObject({ status: 'canceled' })
  await expect(stripe().paymentIntents.capture(id)).rejects.toMatchObject({
    code: 'payment_intent_unexpected_state',
    payment_intent: { id, status: 'canceled' },
  })
})

it('test cards are declined as they say', async () => {
  await expect(
    authorise('o-3', { payment_method: 'pm_card_chargeDeclined' }),
  ).rejects.toMatchObject({
    type: 'StripeCardError',
    statusCode: 402,
    code: 'card_declined',
    decline_code: 'generic_decline',
  })
  await expect(
    authorise('o-4', { payment_method: 'pm_card_chargeDeclinedInsufficientFunds' }),
  ).rejects.toMatchObject({ decline_code: 'insufficient_funds' })
  await expect(authorise('o-5', { payment_method: 'pm_x' })).rejects.toMatchObject({
    code: 'resource_missing',
  })
})

it('the same key answers the same bytes, and another request under it is refused', async () => {
  const first = await authorise('o-6')
  const again = await authorise('o-6')
  expect(JSON.stringify(again)).toBe(JSON.stringify(first))
  await expect(authorise('o-6', { amount: 1 })).rejects.toMatchObject({
    type: 'StripeIdempotencyError',
  })
  const { data } = await stripe().paymentIntents.search({ query: "metadata['order_id']:'o-6'" })
  expect(data.map(({ id }) => id)).toEqual([first.id])
})

it('a wrong API key gets nothing', async () => {
  await expect(stripe('sk_test_wrong').paymentIntents.retrieve('pi_1')).rejects.toMatchObject({
    type: 'StripeAuthenticationError',
  })
})

it('webhooks carry a signature that the SDK accepts and another secret does not make', async () => {
  await authorise('o-7')
  const [arrived] = await sandbox.receiver.some(
    1,
    of('payment_intent.amount_capturable_updated', 'o-7'),
  )
  const signature = String(arrived?.headers['stripe-signature'])
  const construct = (secret: string) =>
    Stripe.webhooks.constructEvent(arrived?.body ?? '', signature, secret)
  expect(construct(settings.STRIPE_WEBHOOK_SECRET).data.object).toMatchObject({
    metadata: { order_id: 'o-7' },
  })
  expect(() => construct('whsec_another')).toThrow()
})

it('a payment without a response was made: the same key returns it, after a restart too', async () => {
  await sandbox.fault('stripe', { kind: 'timeout', next: 1 })
  await expect(authorise('o-8', {}, 'o-8', 300)).rejects.toMatchObject({
    type: 'StripeConnectionError',
  })
  await sandbox.restart()
  const { id, status } = await authorise('o-8', {}, 'o-8')
  expect(status).toBe('requires_capture')
  const { data } = await stripe().paymentIntents.search({ query: "metadata['order_id']:'o-8'" })
  expect(data.map((intent) => intent.id)).toEqual([id])
})

it('a late answer comes late', async () => {
  await sandbox.fault('stripe', { kind: 'timeout', next: 1, delayMs: 400 })
  const before = performance.now()
  expect((await authorise('o-9')).status).toBe('requires_capture')
  expect(performance.now() - before).toBeGreaterThan(390)
})

it('5xx takes nothing, and the same key then gets its true outcome', async () => {
  await sandbox.fault('stripe', { kind: 'error5xx', next: 1 })
  await expect(authorise('o-10')).rejects.toMatchObject({ statusCode: 500 })
  const { data } = await stripe().paymentIntents.search({ query: "metadata['order_id']:'o-10'" })
  expect(data).toEqual([])
  expect((await authorise('o-10')).status).toBe('requires_capture')
})

it('a decline on demand declines a good card', async () => {
  await sandbox.fault('stripe', { kind: 'decline', next: 1, code: 'lost_card' })
  await expect(authorise('o-11')).rejects.toMatchObject({ decline_code: 'lost_card' })
  expect((await authorise('o-11', {}, 'o-11:again')).status).toBe('requires_capture')
})

it('a provider that is down answers nothing else, not even questions', async () => {
  const { id } = await authorise('o-12')
  await sandbox.fault('stripe', { kind: 'down' })
  await expect(stripe().paymentIntents.retrieve(id)).rejects.toMatchObject({ statusCode: 503 })
})

it('duplicate and slow webhooks are the same event twice, and late', async () => {
  await sandbox.fault('stripe', [
    { kind: 'duplicate_webhook', next: 1 },
    { kind: 'slow_webhook', next: 1, delayMs: 200 },
  ])
  const { id } = await authorise('o-13')
  await stripe().paymentIntents.capture(id)
  await sandbox.receiver.some(1, of('payment_intent.succeeded', 'o-13'))
  const twice = await sandbox.receiver.some(
    2,
    of('payment_intent.amount_capturable_updated', 'o-13'),
  )
  expect(new Set(twice.map(({ body }) => body)).size).toBe(1)
  const types = sandbox.receiver.arrived
    .filter(({ body }) => body.includes('o-13'))
    .map(({ body }) => JSON.parse(body).type)
  expect(types[0]).toBe('payment_intent.succeeded')
})
