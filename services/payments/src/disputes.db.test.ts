import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { paypalResult } from './clients/paypal-webhook.ts'
import { stripeResult } from './clients/stripe-webhook.ts'
import type { Reported } from './step-result.ts'
import { countOpenDisputes, listDisputes } from './store/disputes.ts'
import {
  authorise,
  cancel,
  capture,
  card,
  newOrder,
  type RunningService,
  startService,
  wallet,
} from './testing-service.ts'

let service: RunningService
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service.stop())
beforeEach(() => service.fake.forget())

const authorised = async (method = card) => {
  const order = newOrder()
  await service.go(authorise(order, method))
  return order
}
const captured = async (method = card) => {
  const order = await authorised(method)
  await service.go(capture(order))
  return order
}
const says = async (provider: 'stripe' | 'paypal', result: Reported | undefined) => {
  if (!result) throw new Error('the event is not read')
  await service.results.add({ result, event: { provider, eventId: randomUUID() } })
  await service.idle()
}
const stripeDispute = async (
  order: string,
  type: string,
  status: string,
  movements: number,
  more: object = {},
) => {
  const { provider_ref: payment_intent } = (await service.payment(order)) ?? {}
  const object = {
    ...{ id: `dp_${order}`, amount: 500, currency: 'gbp', payment_intent, status },
    ...{ reason: 'fraudulent', evidence_details: { due_by: 1_800_000_000 } },
    balance_transactions: Array.from({ length: movements }, () => ({ amount: 500 })),
    ...more,
  }
  await says('stripe', stripeResult(`charge.dispute.${type}`, object))
}
const paypalDispute = async (order: string, type: string, more: object) => {
  const resource = {
    ...{ dispute_id: `PP-D-${order}`, disputed_transactions: [{ custom: order }] },
    ...{ dispute_amount: { currency_code: 'GBP', value: '5.00' }, reason: 'UNAUTHORISED' },
    ...{ status: 'OPEN', dispute_life_cycle_stage: 'CHARGEBACK', ...more },
  }
  await says('paypal', paypalResult(`CUSTOMER.DISPUTE.${type}`, resource))
}

it('a dispute at Stripe is on the list until it is won, and its money comes back', async () => {
  const order = await captured()
  await stripeDispute(order, 'created', 'needs_response', 1)
  await stripeDispute(order, 'funds_withdrawn', 'needs_response', 1)
  expect(await service.balances(order)).toMatchObject({
    ...{ 'balance:stripe': 0, 'disputed:stripe': 500 },
  })
  const open = (await listDisputes(service.db, 'open', 10)).filter((one) => one.orderId === order)
  expect(open).toMatchObject([
    { provider: 'stripe', amountMinor: 500, withdrawn: true, respondBy: new Date(1.8e12) },
  ])
  expect(await countOpenDisputes(service.db)).toBeGreaterThan(0)
  await stripeDispute(order, 'closed', 'won', 1)
  await stripeDispute(order, 'funds_reinstated', 'won', 2)
  expect(await service.balances(order)).toMatchObject({
    ...{ 'balance:stripe': 500, 'disputed:stripe': 0 },
  })
  expect((await service.published(order)).slice(2)).toEqual([
    ...['dispute_opened fraudulent', 'capture_reversed fraudulent'],
    ...['dispute_won fraudulent', 'capture_restored'],
  ])
  const won = await listDisputes(service.db, 'won', 10)
  expect(won.find((one) => one.orderId === order)?.closedAt).toBeInstanceOf(Date)
})

it('a dispute that was lost and is appealed is on the list with the time to respond by, and its money comes back', async () => {
  const order = await captured()
  const told = (status: string, movements: number, told_at: number, more = {}) =>
    stripeDispute(order, 'updated', status, movements, { told_at, ...more })
  const listed = async (status: 'open' | 'won' | 'lost') =>
    (await listDisputes(service.db, status, 1_000)).find((one) => one.orderId === order)
  await told('needs_response', 1, 1)
  await told('lost', 1, 2)
  expect((await listed('lost'))?.closedAt).toBeInstanceOf(Date)
  await told('appeal_needs_response', 1, 3, { evidence_details: { due_by: 1_900_000_000 } })
  await told('lost', 1, 2)
  expect(await listed('open')).toMatchObject({ closedAt: null, respondBy: new Date(1.9e12) })
  expect(await service.balances(order)).toMatchObject({ 'disputed:stripe': 500, chargebacks: 0 })
  await told('won', 1, 4)
  await told('won', 2, 4)
  expect(await listed('won')).toMatchObject({ orderId: order, withdrawn: true })
  expect(await service.balances(order)).toMatchObject({
    ...{ 'balance:stripe': 500, 'disputed:stripe': 0, chargebacks: 0 },
  })
  await told('lost', 3, 5)
  expect(await service.payment(order)).toMatchObject({ charged_back_minor: 500 })
})

it('a dispute at PayPal that is lost is a chargeback', async () => {
  const order = await captured(wallet)
  await paypalDispute(order, 'CREATED', {})
  const dispute_outcome = { outcome_code: 'RESOLVED_BUYER_FAVOUR' }
  await paypalDispute(order, 'RESOLVED', { status: 'RESOLVED', dispute_outcome })
  expect(await service.balances(order)).toMatchObject({
    ...{ 'balance:paypal': 0, 'disputed:paypal': 0, chargebacks: 500 },
  })
  expect(await service.payment(order)).toMatchObject({ charged_back_minor: 500 })
})

it('an authorisation that its provider ended is expired: its capture is refused without a request', async () => {
  const order = await authorised()
  const { provider_ref: id } = (await service.payment(order)) ?? {}
  const metadata = { order_id: order }
  await says('stripe', stripeResult('payment_intent.canceled', { id, metadata }))
  expect(await service.payment(order)).toMatchObject({ status: 'expired' })
  await service.go(capture(order))
  await service.go(cancel(order))
  expect(await service.published(order)).toEqual([
    ...['authorised', 'expired authorisation_expired'],
    ...['capture_refused authorisation_expired', 'voided'],
  ])
  expect(service.fake.calls).toEqual(['stripe authorise'])
})

it('an event about an authorisation that was voided, captured or replaced expires nothing', async () => {
  const voidedAt = async (order: string, id?: string | null) =>
    says('paypal', paypalResult('PAYMENT.AUTHORIZATION.VOIDED', { id, custom_id: order }))
  const other = await authorised(wallet)
  await voidedAt(other, 'AUTH-OTHER')
  expect(await service.payment(other)).toMatchObject({ status: 'authorised' })
  const taken = await captured(wallet)
  await voidedAt(taken, (await service.payment(taken))?.provider_ref)
  expect(await service.payment(taken)).toMatchObject({ status: 'captured' })
})
