import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { startProviders } from './testing.ts'

let providers: Awaited<ReturnType<typeof startProviders>>
beforeAll(async () => {
  providers = await startProviders()
})
afterAll(() => providers.sandbox.stop())

const settle = (orderId: string, outcome: string, webhook = true) =>
  providers.happen(orderId, 'settle', { outcome, webhook })
const arrived = (type: string, orderId: string) =>
  providers.sandbox.receiver.some(
    1,
    ({ body }) => body.includes(`"${type}"`) && body.includes(orderId),
  )

it('Stripe: a refund of the card with pending refunds is pending until it is settled, and can fail later', async () => {
  const { orderId, refund } = await providers.refundedByStripe('pm_card_pendingRefund')
  expect(refund.status).toBe('pending')
  expect(await settle(orderId, 'succeed')).toBe(1)
  await arrived('refund.updated', orderId)
  expect(await providers.stripe.refunds.retrieve(refund.id)).toMatchObject({ status: 'succeeded' })
  expect(await settle(orderId, 'succeed')).toBe(0)
  expect(await settle(orderId, 'fail')).toBe(1)
  await arrived('refund.failed', orderId)
  expect(await providers.stripe.refunds.retrieve(refund.id)).toMatchObject({ status: 'failed' })
})

it('Stripe: an event whose webhook is never sent is in the list of events', async () => {
  const { orderId } = await providers.refundedByStripe('pm_card_visa')
  await settle(orderId, 'fail', false)
  const { data } = await providers.stripe.events.list({
    types: ['refund.failed'],
    delivery_success: false,
  })
  expect(JSON.stringify(data)).toContain(orderId)
  const [first] = data
  expect(await providers.stripe.events.retrieve(first?.id ?? '')).toMatchObject({ ...first })
  await expect(providers.stripe.events.retrieve('evt_none')).rejects.toThrow('No such event')
  const later = await providers.stripe.events.list({
    created: { gte: Math.ceil(Date.now() / 1000) + 60 },
  })
  expect(later.data).toEqual([])
})

it('Stripe: an event whose webhook was accepted counts as delivered', async () => {
  const { orderId } = await providers.refundedByStripe('pm_card_visa')
  await settle(orderId, 'fail')
  await arrived('refund.failed', orderId)
  const listed = async (query: object) =>
    JSON.stringify((await providers.stripe.events.list({ limit: 100, ...query })).data)
  await vi.waitFor(async () =>
    expect(await listed({ delivery_success: false })).not.toContain(orderId),
  )
  expect(await listed({ delivery_success: true })).toContain(orderId)
  expect(await listed({})).toContain(orderId)
})

it.each([
  ['succeed', 'payment_intent.succeeded', { status: 'succeeded', amount_received: 1250 }],
  ['fail', 'payment_intent.payment_failed', { status: 'requires_payment_method' }],
] as const)('Stripe: a pending capture is settled: %s', async (outcome, type, expected) => {
  const orderId = randomUUID()
  const { id } = await providers.stripe.paymentIntents.create({
    ...{ amount: 1250, currency: 'gbp', payment_method: 'pm_card_pendingCapture', confirm: true },
    ...{ capture_method: 'manual', metadata: { order_id: orderId } },
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
  })
  const pending = await providers.stripe.paymentIntents.capture(id)
  expect(pending).toMatchObject({ status: 'processing', amount_received: 0 })
  await arrived('payment_intent.processing', orderId)
  await expect(providers.stripe.paymentIntents.cancel(id)).rejects.toThrow('processing')
  expect(await settle(orderId, outcome)).toBe(1)
  await arrived(type, orderId)
  expect(await providers.stripe.paymentIntents.retrieve(id)).toMatchObject(expected)
  expect(await settle(orderId, outcome)).toBe(0)
})

it('PayPal: a pending capture completes', async () => {
  const { orderId, path } = await providers.authorised('capture-pending')
  expect((await providers.paypal('POST', path, {})).body).toMatchObject({ status: 'PENDING' })
  await arrived('PAYMENT.CAPTURE.PENDING', orderId)
  expect(await settle(orderId, 'succeed')).toBe(1)
  await arrived('PAYMENT.CAPTURE.COMPLETED', orderId)
})

it('PayPal: a pending capture is denied, and the authorisation can be captured again', async () => {
  const { orderId, path } = await providers.authorised('capture-pending')
  const denied = (await providers.paypal('POST', path, {})).body.id
  expect(await settle(orderId, 'fail', false)).toBe(1)
  const since = encodeURIComponent(new Date(Date.now() - 60_000).toISOString())
  const listed = await providers.paypal(
    'GET',
    `/v1/notifications/webhooks-events?start_time=${since}`,
  )
  expect(JSON.stringify(listed.body.events)).toContain(orderId)
  const [denial] = listed.body.events
  const event = (id: string) => providers.paypal('GET', `/v1/notifications/webhooks-events/${id}`)
  expect(await event(denial.id)).toMatchObject({ status: 200, body: denial })
  expect(await event('WH-none')).toMatchObject({ status: 404 })
  const earlier = await providers.paypal(
    'GET',
    `/v1/notifications/webhooks-events?start_time=${since}&end_time=${since}`,
  )
  expect(earlier.body.events).toEqual([])
  const { body: made } = await providers.paypal('POST', path, {})
  expect(made).toMatchObject({ status: 'COMPLETED' })
  const order = `/v2/checkout/orders/${made.supplementary_data.related_ids.order_id}`
  const { captures } = (await providers.paypal('GET', order)).body.purchase_units[0].payments
  expect(captures).toMatchObject([
    { id: denied, status: 'DECLINED' },
    { id: made.id, status: 'COMPLETED' },
  ])
  const first = await providers.paypal('GET', `/v2/payments/captures/${denied}`)
  expect(first.body).toMatchObject({ status: 'DECLINED' })
})

it('PayPal: a refund is pending, and captured money is taken back', async () => {
  const { orderId, path } = await providers.authorised('refund-pending')
  const { body } = await providers.paypal('POST', path, {})
  const amount = { currency_code: 'GBP', value: '2.50' }
  const custom_id = `${orderId}/${randomUUID()}`
  const refund = `/v2/payments/captures/${body.id}/refund`
  const made = await providers.paypal('POST', refund, { amount, custom_id })
  expect(made.body).toMatchObject({ status: 'PENDING' })
  expect(await settle(orderId, 'fail')).toBe(1)
  await arrived('PAYMENT.REFUND.FAILED', orderId)
  expect((await providers.paypal('GET', `/v2/payments/captures/${body.id}`)).body.status).toBe(
    'COMPLETED',
  )
  expect(await settle(orderId, 'reverse')).toBe(1)
  const [reversed] = await arrived('PAYMENT.CAPTURE.REVERSED', orderId)
  expect(JSON.parse(reversed?.body ?? '').resource).toMatchObject({
    ...{ custom_id: orderId, amount: { value: '12.50' } },
    links: [{ rel: 'up', href: expect.stringContaining(body.id) }],
  })
  expect(await settle(orderId, 'reverse')).toBe(0)
})

it('PayPal: nothing is taken back of a capture that was refunded in full', async () => {
  const { orderId } = await providers.captured()
  expect(await providers.happen(orderId, 'refund')).toBe(1)
  expect(await settle(orderId, 'reverse')).toBe(0)
})

it('a refund on a dashboard has nothing that the shop sent with it', async () => {
  const { orderId, refund } = await providers.refundedByStripe('pm_card_pendingRefund')
  expect(await providers.happen(orderId, 'refund')).toBe(0)
  await settle(orderId, 'fail')
  expect(await providers.happen(orderId, 'refund', { share: 0.5 })).toBe(1)
  const [made] = await providers.sandbox.receiver.some(
    1,
    ({ body }) => body.includes('"refund.created"') && body.includes('"metadata":{}'),
  )
  expect(JSON.parse(made?.body ?? '').data.object).toMatchObject({
    ...{ amount: 625, metadata: {}, payment_intent: refund.payment_intent, status: 'succeeded' },
  })
  const wallet = await providers.captured()
  expect(await providers.happen(wallet.orderId, 'refund')).toBe(1)
  const [there] = await arrived('PAYMENT.CAPTURE.REFUNDED', wallet.orderId)
  expect(JSON.parse(there?.body ?? '').resource).toMatchObject({
    ...{ custom_id: wallet.orderId, amount: { value: '12.50' } },
    links: [{ rel: 'up', href: expect.stringContaining(wallet.capture) }],
  })
})

it('a dispute withdraws the money with a fee, and returns it without the fee when it is won', async () => {
  const { orderId } = await providers.refundedByStripe('pm_card_visa')
  expect(await providers.happen(orderId, 'dispute', { outcome: 'open' })).toBe(0)
  await settle(orderId, 'fail')
  expect(await providers.happen(orderId, 'dispute', { outcome: 'open' })).toBe(2)
  expect(await providers.happen(orderId, 'dispute', { outcome: 'won' })).toBe(2)
  expect(await providers.happen(orderId, 'dispute', { outcome: 'lost' })).toBe(0)
  const [won] = await providers.sandbox.receiver.some(1, ({ body }) =>
    body.includes('funds_reinstated'),
  )
  expect(JSON.parse(won?.body ?? '').data.object).toMatchObject({
    status: 'won',
    balance_transactions: [
      { amount: -1250, fee: 1500 },
      { amount: 1250, fee: 0 },
    ],
  })
  const wallet = await providers.captured()
  expect(await providers.happen(wallet.orderId, 'dispute', { outcome: 'open' })).toBe(1)
  const inPart = { outcome: 'lost', share: 0.4 }
  expect(await providers.happen(wallet.orderId, 'dispute', inPart)).toBe(1)
  const [lost] = await arrived('CUSTOMER.DISPUTE.RESOLVED', wallet.orderId)
  expect(JSON.parse(lost?.body ?? '').resource).toMatchObject({
    dispute_outcome: { outcome_code: 'RESOLVED_BUYER_FAVOUR', amount_refunded: { value: '5.00' } },
    disputed_transactions: [{ seller_transaction_id: wallet.capture, custom: wallet.orderId }],
  })
})

it('an authorisation expires, and cannot be captured', async () => {
  const { orderId, path } = await providers.authorised('vault-1')
  expect(await providers.happen(orderId, 'expire')).toBe(1)
  await arrived('PAYMENT.AUTHORIZATION.VOIDED', orderId)
  expect((await providers.paypal('POST', path, {})).status).toBe(422)
  expect(await providers.happen(orderId, 'expire')).toBe(0)
})

it('PayPal: an authorisation is captured in parts on the dashboard, and each is refunded by itself', async () => {
  const { orderId, path } = await providers.authorised('vault-1')
  expect(await providers.happen(orderId, 'capture', { share: 0.4 })).toBe(1)
  const [event] = await arrived('PAYMENT.CAPTURE.COMPLETED', orderId)
  const part = JSON.parse(event?.body ?? '').resource
  expect(part).toMatchObject({ amount: { value: '5.00' }, final_capture: false })
  const amount = (value: string) => ({ amount: { currency_code: 'GBP', value } })
  const more = await providers.paypal('POST', path, amount('7.51'))
  expect(more.body.details).toMatchObject([{ issue: 'MAX_CAPTURE_AMOUNT_EXCEEDED' }])
  const { body: rest } = await providers.paypal('POST', path, { final_capture: true })
  expect(rest).toMatchObject({ amount: { value: '7.50' }, final_capture: true })
  const refund = (id: string, value: string) =>
    providers.paypal('POST', `/v2/payments/captures/${id}/refund`, amount(value))
  expect((await refund(part.id, '5.01')).status).toBe(422)
  expect((await refund(part.id, '5.00')).status).toBe(201)
  expect((await refund(rest.id, '7.50')).status).toBe(201)
  expect(await providers.happen(orderId, 'capture')).toBe(0)
})

it('PayPal: a part that was the last can be captured no further, and what is left of a part expires', async () => {
  const last = await providers.authorised('vault-1')
  expect(await providers.happen(last.orderId, 'capture', { share: 0.4, final: true })).toBe(1)
  expect((await providers.paypal('POST', last.path, {})).status).toBe(422)
  const { orderId, path } = await providers.authorised('vault-1')
  await providers.happen(orderId, 'capture', { share: 0.4 })
  expect(await providers.happen(orderId, 'expire')).toBe(1)
  await arrived('PAYMENT.AUTHORIZATION.VOIDED', orderId)
  expect((await providers.paypal('POST', path, {})).status).toBe(422)
})

it('Stripe: a part that is captured on the dashboard releases the rest', async () => {
  const orderId = randomUUID()
  const { id } = await providers.stripe.paymentIntents.create({
    ...{ amount: 1250, currency: 'gbp', payment_method: 'pm_card_visa', confirm: true },
    ...{ capture_method: 'manual', metadata: { order_id: orderId } },
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
  })
  expect(await providers.happen(orderId, 'capture', { share: 0.4 })).toBe(1)
  await arrived('payment_intent.succeeded', orderId)
  const intent = await providers.stripe.paymentIntents.retrieve(id)
  expect(intent).toMatchObject({ status: 'succeeded', amount_received: 500 })
  await expect(providers.stripe.paymentIntents.capture(id)).rejects.toThrow('succeeded')
})
