import { randomUUID } from 'node:crypto'
import Stripe from 'stripe'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningSandbox, settings, startSandbox } from '../testing.ts'

let sandbox: RunningSandbox
let paypalToken: string
beforeAll(async () => {
  sandbox = await startSandbox()
  const basic = `${settings.PAYPAL_CLIENT_ID}:${settings.PAYPAL_CLIENT_SECRET}`
  const issued = await fetch(sandbox.url('/v1/oauth2/token'), {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(basic).toString('base64')}` },
  })
  paypalToken = ((await issued.json()) as { access_token: string }).access_token
})
afterAll(() => sandbox.stop())

const stripe = () =>
  new Stripe(settings.STRIPE_API_KEY, {
    ...{ host: '127.0.0.1', port: sandbox.port, protocol: 'http', maxNetworkRetries: 0 },
    httpClient: Stripe.createFetchHttpClient((input: unknown, init?: RequestInit) =>
      fetch(String(input).replace('/v1/', '/stripe/v1/'), init),
    ),
  })
const paypal = async (method: string, path: string, body?: object) => {
  const response = await fetch(sandbox.url(path), {
    method,
    headers: { authorization: `Bearer ${paypalToken}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: JSON.parse(await response.text()) }
}
const settle = async (orderId: string, outcome: string, webhook = true) => {
  const response = await fetch(sandbox.url(`/sandbox/payments/${orderId}/settle`), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ outcome, webhook }),
  })
  return ((await response.json()) as { events: number }).events
}
const arrived = (type: string, orderId: string) =>
  sandbox.receiver.some(1, ({ body }) => body.includes(`"${type}"`) && body.includes(orderId))

const refundedByStripe = async (card: string) => {
  const orderId = randomUUID()
  const { id } = await stripe().paymentIntents.create({
    ...{ amount: 1_250, currency: 'gbp', payment_method: card, confirm: true },
    ...{ capture_method: 'manual', metadata: { order_id: orderId } },
  })
  await stripe().paymentIntents.capture(id)
  const metadata = { order_id: orderId, refund_id: randomUUID() }
  return { orderId, refund: await stripe().refunds.create({ payment_intent: id, metadata }) }
}

const authorised = async (token: string) => {
  const orderId = randomUUID()
  const amount = { currency_code: 'GBP', value: '12.50' }
  const unit = { reference_id: orderId, custom_id: orderId, amount }
  const made = await paypal('POST', '/v2/checkout/orders', {
    intent: 'AUTHORIZE',
    purchase_units: [unit],
  })
  const taken = await paypal('POST', `/v2/checkout/orders/${made.body.id}/authorize`, {
    payment_source: { paypal: { vault_id: token } },
  })
  const [authorization] = taken.body.purchase_units[0].payments.authorizations
  return { orderId, path: `/v2/payments/authorizations/${authorization.id}/capture` }
}

it('Stripe: a refund of the card with pending refunds is pending until it is settled, and can fail later', async () => {
  const { orderId, refund } = await refundedByStripe('pm_card_pendingRefund')
  expect(refund.status).toBe('pending')
  expect(await settle(orderId, 'succeed')).toBe(1)
  await arrived('refund.updated', orderId)
  expect(await stripe().refunds.retrieve(refund.id)).toMatchObject({ status: 'succeeded' })
  expect(await settle(orderId, 'succeed')).toBe(0)
  expect(await settle(orderId, 'fail')).toBe(1)
  await arrived('refund.failed', orderId)
  expect(await stripe().refunds.retrieve(refund.id)).toMatchObject({ status: 'failed' })
})

it('Stripe: an event whose webhook is never sent is in the list of events', async () => {
  const { orderId } = await refundedByStripe('pm_card_visa')
  await settle(orderId, 'fail', false)
  const { data } = await stripe().events.list({ types: ['refund.failed'], delivery_success: false })
  expect(JSON.stringify(data)).toContain(orderId)
  const later = await stripe().events.list({ created: { gte: Math.ceil(Date.now() / 1000) + 60 } })
  expect(later.data).toEqual([])
})

it('PayPal: a pending capture completes', async () => {
  const { orderId, path } = await authorised('capture-pending')
  expect((await paypal('POST', path, {})).body).toMatchObject({ status: 'PENDING' })
  await arrived('PAYMENT.CAPTURE.PENDING', orderId)
  expect(await settle(orderId, 'succeed')).toBe(1)
  await arrived('PAYMENT.CAPTURE.COMPLETED', orderId)
})

it('PayPal: a pending capture is denied, and the authorisation can be captured again', async () => {
  const { orderId, path } = await authorised('capture-pending')
  await paypal('POST', path, {})
  expect(await settle(orderId, 'fail', false)).toBe(1)
  const since = encodeURIComponent(new Date(Date.now() - 60_000).toISOString())
  const listed = await paypal('GET', `/v1/notifications/webhooks-events?start_time=${since}`)
  expect(JSON.stringify(listed.body.events)).toContain(orderId)
  expect((await paypal('POST', path, {})).body).toMatchObject({ status: 'COMPLETED' })
})

it('PayPal: a refund is pending, and captured money is taken back', async () => {
  const { orderId, path } = await authorised('refund-pending')
  const { body } = await paypal('POST', path, {})
  const amount = { currency_code: 'GBP', value: '2.50' }
  const custom_id = `${orderId}/${randomUUID()}`
  const refund = `/v2/payments/captures/${body.id}/refund`
  const made = await paypal('POST', refund, { amount, custom_id })
  expect(made.body).toMatchObject({ status: 'PENDING' })
  expect(await settle(orderId, 'fail')).toBe(1)
  await arrived('PAYMENT.REFUND.FAILED', orderId)
  expect((await paypal('GET', `/v2/payments/captures/${body.id}`)).body.status).toBe('COMPLETED')
  expect(await settle(orderId, 'reverse')).toBe(1)
  await arrived('PAYMENT.CAPTURE.REVERSED', orderId)
})

const happen = async (orderId: string, what: string, body: object = {}) => {
  const response = await fetch(sandbox.url(`/sandbox/payments/${orderId}/${what}`), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return ((await response.json()) as { events: number }).events
}
const captured = async () => {
  const { orderId, path } = await authorised('vault-1')
  return { orderId, capture: (await paypal('POST', path, {})).body.id as string }
}

it('a refund on a dashboard has nothing that the shop sent with it', async () => {
  const { orderId, refund } = await refundedByStripe('pm_card_pendingRefund')
  expect(await happen(orderId, 'refund')).toBe(0)
  await settle(orderId, 'fail')
  expect(await happen(orderId, 'refund', { share: 0.5 })).toBe(1)
  const [made] = await sandbox.receiver.some(
    1,
    ({ body }) => body.includes('"refund.created"') && body.includes('"metadata":{}'),
  )
  expect(JSON.parse(made?.body ?? '').data.object).toMatchObject({
    ...{ amount: 625, metadata: {}, payment_intent: refund.payment_intent, status: 'succeeded' },
  })
  const wallet = await captured()
  expect(await happen(wallet.orderId, 'refund')).toBe(1)
  const [there] = await arrived('PAYMENT.CAPTURE.REFUNDED', wallet.orderId)
  expect(JSON.parse(there?.body ?? '').resource).toMatchObject({
    ...{ custom_id: wallet.orderId, amount: { value: '12.50' } },
    links: [{ rel: 'up', href: expect.stringContaining(wallet.capture) }],
  })
})

it('a dispute withdraws the money with a fee, and returns it without the fee when it is won', async () => {
  const { orderId } = await refundedByStripe('pm_card_visa')
  expect(await happen(orderId, 'dispute', { outcome: 'open' })).toBe(0)
  await settle(orderId, 'fail')
  expect(await happen(orderId, 'dispute', { outcome: 'open' })).toBe(2)
  expect(await happen(orderId, 'dispute', { outcome: 'won' })).toBe(2)
  expect(await happen(orderId, 'dispute', { outcome: 'lost' })).toBe(0)
  const [won] = await sandbox.receiver.some(1, ({ body }) => body.includes('funds_reinstated'))
  expect(JSON.parse(won?.body ?? '').data.object).toMatchObject({
    status: 'won',
    balance_transactions: [
      { amount: -1250, fee: 1500 },
      { amount: 1250, fee: 0 },
    ],
  })
  const wallet = await captured()
  expect(await happen(wallet.orderId, 'dispute', { outcome: 'open' })).toBe(1)
  expect(await happen(wallet.orderId, 'dispute', { outcome: 'lost' })).toBe(1)
  const [lost] = await arrived('CUSTOMER.DISPUTE.RESOLVED', wallet.orderId)
  expect(JSON.parse(lost?.body ?? '').resource).toMatchObject({
    dispute_outcome: { outcome_code: 'RESOLVED_BUYER_FAVOUR' },
    disputed_transactions: [{ seller_transaction_id: wallet.capture, custom: wallet.orderId }],
  })
})

it('an authorisation expires, and cannot be captured', async () => {
  const { orderId, path } = await authorised('vault-1')
  expect(await happen(orderId, 'expire')).toBe(1)
  await arrived('PAYMENT.AUTHORIZATION.VOIDED', orderId)
  expect((await paypal('POST', path, {})).status).toBe(422)
  expect(await happen(orderId, 'expire')).toBe(0)
})
