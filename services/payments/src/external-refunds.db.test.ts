import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { paypalResult } from './clients/paypal-webhook.ts'
import { stripeResult } from './clients/stripe-webhook.ts'
import type { Reported } from './step-result.ts'
import {
  authorise,
  capture,
  card,
  newOrder,
  type RunningService,
  refund,
  settledRefund,
  startService,
  wallet,
} from './testing-service.ts'

let service: RunningService
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service.stop())
beforeEach(() => service.fake.forget())

const captured = async (method = card) => {
  const order = newOrder()
  await service.handle(authorise(order, method))
  await service.idle()
  await service.handle(capture(order))
  await service.idle()
  return order
}
const says = async (provider: 'stripe' | 'paypal', result: Reported | undefined) => {
  if (!result) throw new Error('the event is not read')
  await service.results.add({ result, event: { provider, eventId: randomUUID() } })
  await service.idle()
}
const refundAtStripe = async (order: string, status = 'succeeded', id = 're_dashboard') => {
  const { provider_ref: payment_intent } = (await service.payment(order)) ?? {}
  const object = { id, status, payment_intent, amount: 200, currency: 'gbp', metadata: {} }
  await says('stripe', stripeResult('refund.updated', object))
}

it('a refund on Stripe’s dashboard is booked once, beside ours, and taken back when it fails', async () => {
  const order = await captured()
  await service.handle(refund(order, 100))
  await service.idle()
  await refundAtStripe(order, 'succeeded', `re_${order}`)
  await refundAtStripe(order, 'succeeded', `re_${order}`)
  expect(await service.published(order)).toEqual([
    ...['authorised', 'captured', 'refunded', 'refunded'],
  ])
  expect(await service.balances(order)).toMatchObject({ 'balance:stripe': 200, refunds: 300 })
  expect(await service.payment(order)).toMatchObject({ refunded_minor: 300 })
  await service.handle(refund(order, 201))
  expect((await service.published(order)).at(-1)).toBe('refund_refused more_than_captured')
  await refundAtStripe(order, 'failed', `re_${order}`)
  expect((await service.published(order)).at(-1)).toBe('refund_failed failed')
  expect(await service.balances(order)).toMatchObject({ 'balance:stripe': 400, refunds: 100 })
})

it('a refund on PayPal’s site is booked for the order that its custom id names', async () => {
  const order = await captured(wallet)
  const amount = { currency_code: 'GBP', value: '5.00' }
  const made = { id: `R-${order}`, custom_id: order, status: 'COMPLETED', amount }
  await says('paypal', paypalResult('PAYMENT.CAPTURE.REFUNDED', made))
  expect((await service.published(order)).at(-1)).toBe('refunded')
  expect(await service.balances(order)).toMatchObject({ 'balance:paypal': 0, refunds: 500 })
})

it.each(['after', 'before'] as const)(
  'a part that Stripe captured and gave back tells the order that nothing is held: the refund is told %s the capture',
  async (when) => {
    const order = newOrder()
    await service.handle(authorise(order, card))
    await service.idle()
    const { provider_ref: id } = (await service.payment(order)) ?? {}
    const object = { id, status: 'succeeded', amount_received: 200, currency: 'gbp' }
    const isCaptured = () => {
      const metadata = { order_id: order }
      return says('stripe', stripeResult('payment_intent.succeeded', { ...object, metadata }))
    }
    if (when === 'after') await isCaptured()
    await refundAtStripe(order, 'succeeded', `re_${order}`)
    if (when === 'before') await isCaptured()
    expect(await service.payment(order)).toMatchObject({
      ...{ status: 'captured', captured_minor: 200, refunded_minor: 200 },
    })
    const told = await service.published(order)
    expect(told.toSorted()).toEqual([
      ...['authorised', 'captured', 'expired payment_refunded', 'refunded'],
    ])
    await refundAtStripe(order, 'succeeded', `re_${order}`)
    await isCaptured()
    expect(await service.published(order)).toEqual(told)
  },
)

it('a refund of a payment that is not ours changes nothing', async () => {
  const object = {
    ...{ id: 're_other', status: 'succeeded', payment_intent: 'pi_other' },
    ...{ amount: 200, currency: 'gbp', metadata: {} },
  }
  await says('stripe', stripeResult('refund.created', object))
  expect(
    await service.db
      .selectFrom('refunds')
      .selectAll()
      .where('provider_ref', '=', 're_other')
      .execute(),
  ).toEqual([])
})

it.each([
  ['before its webhook', true],
  ['after its webhook', false],
] as const)('a refund on the dashboard that is declared %s is booked once', async (_, first) => {
  const order = await captured()
  const refundId = randomUUID()
  service.fake.meet('stripe', 'refund', 'lost', 'lost', 'lost')
  await service.handle(refund(order, 200, refundId))
  await service.idle()
  const declare = () => service.handle(settledRefund(order, refundId, 200, `re_${order}`))
  if (first) await declare()
  await refundAtStripe(order, 'succeeded', `re_${order}`)
  if (!first) await declare()
  await refundAtStripe(order, 'succeeded', `re_${order}`)
  expect(await service.payment(order)).toMatchObject({ refunded_minor: 200, returning_minor: 0 })
  expect(await service.balances(order)).toMatchObject({ 'balance:stripe': 300, refunds: 200 })
  const made = service.db.selectFrom('refunds').selectAll().where('order_id', '=', order)
  expect(await made.where('status', '=', 'refunded').execute()).toHaveLength(1)
  await service.makeDue()
  service.worker.claimNow()
  await service.idle()
  expect(service.fake.held(order)).toMatchObject([{ refunded: 0 }])
})
