import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { paypalResult } from './clients/paypal-webhook.ts'
import { stripeResult } from './clients/stripe-webhook.ts'
import { listDueCaptures } from './store/due-captures.ts'
import { countUnsettled } from './store/unsettled.ts'
import {
  authorise,
  cancel,
  capture,
  card,
  newOrder,
  type RunningService,
  refund,
  startService,
  wallet,
} from './testing-service.ts'
import { handleCommands } from './use-cases/handle-commands.ts'

let service: RunningService
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service.stop())
beforeEach(async () => {
  service.fake.forget()
  await sql`truncate payments, refunds, reversals, disputes, strays, outbox, inbox`.execute(
    service.db,
  )
})

const captureRef = async (orderId: string) => (await service.payment(orderId))?.capture_ref ?? ''
const refundRef = async (refundId: string) =>
  (
    await service.db
      .selectFrom('refunds')
      .select('provider_ref')
      .where('refund_id', '=', refundId)
      .executeTakeFirst()
  )?.provider_ref ?? ''

const paypalSays = (
  type: string,
  custom_id: string,
  id: string,
  status = 'PENDING',
  value = '5.00',
) => paypalTells(type, { id, custom_id, status, amount: { currency_code: 'GBP', value } })
const paypalDisputes = (order: string, value: string) =>
  paypalTells('CUSTOMER.DISPUTE.CREATED', {
    ...{ dispute_id: `PP-D-${order}`, disputed_transactions: [{ custom: order }], reason: 'X' },
    dispute_amount: { currency_code: 'GBP', value },
    ...{ status: 'WAITING_FOR_SELLER_RESPONSE', dispute_life_cycle_stage: 'CHARGEBACK' },
  })
const paypalTells = async (type: string, resource: object) => {
  const result = paypalResult(type, resource)
  if (!result) throw new Error(`${type} is not read`)
  await service.results.add({ result, event: { provider: 'paypal', eventId: randomUUID() } })
  await service.idle()
}
const stripeSays = async (orderId: string, refundId: string, status: string) => {
  const metadata = { order_id: orderId, refund_id: refundId }
  const object = { id: await refundRef(refundId), status, metadata }
  const result = stripeResult('refund.updated', object)
  if (!result) throw new Error('the refund is not read')
  await service.results.add({ result, event: { provider: 'stripe', eventId: randomUUID() } })
  await service.idle()
}

const pendingCapture = async () => {
  const order = newOrder()
  await service.go(authorise(order, wallet))
  service.fake.meet('paypal', 'capture', 'pending')
  await service.go(capture(order))
  return order
}

it('a capture that PayPal has not settled is booked as pending, requested once, and captured by its event', async () => {
  const order = await pendingCapture()
  await service.go(capture(order))
  await service.goOn()
  expect(await service.published(order)).toEqual(['authorised', 'capture_pending pending'])
  expect(await service.balances(order)).toEqual({ 'pending:paypal': 500, 'sales:pending': -500 })
  await paypalSays('PAYMENT.CAPTURE.COMPLETED', order, await captureRef(order), 'COMPLETED')
  expect((await service.published(order)).at(-1)).toBe('captured')
  expect(await service.balances(order)).toEqual({
    'balance:paypal': 500,
    'pending:paypal': 0,
    sales: -500,
    'sales:pending': 0,
  })
  expect(service.fake.calls.filter((call) => call.endsWith('capture'))).toHaveLength(1)
})

it('a capture that only an event says is pending is requested by the worker that claims its ended lease', async () => {
  const order = newOrder()
  await service.go(authorise(order, wallet))
  await handleCommands({ ...service.deps, begin: () => undefined }, [capture(order)])
  await paypalSays('PAYMENT.CAPTURE.PENDING', order, `C-${order}`)
  expect(await service.payment(order)).toMatchObject({
    ...{ doing: 'capture', lease: expect.any(String), due_at: expect.any(Date) },
  })
  const [due] = await listDueCaptures(service.db, 0, 1)
  expect(due).toMatchObject({ orderId: order, status: 'pending', nextAttemptAt: null })
  await service.goOn()
  expect((await service.published(order)).slice(1)).toEqual(['capture_pending pending', 'captured'])
  expect(await service.balances(order)).toMatchObject({ 'pending:paypal': 0, sales: -500 })
})

it('a pending capture that is denied leaves the payment due, and is tried again until it is captured', async () => {
  const order = await pendingCapture()
  await paypalSays('PAYMENT.CAPTURE.DENIED', order, await captureRef(order), 'DECLINED')
  expect((await service.published(order)).at(-1)).toBe('capture_failed declined')
  expect(await service.payment(order)).toMatchObject({ status: 'authorised', doing: 'capture' })
  service.worker.claimNow()
  await service.idle()
  expect(service.fake.calls.filter((call) => call.endsWith('capture'))).toHaveLength(1)
  await service.goOn()
  expect((await service.published(order)).at(-1)).toBe('captured')
  expect(await service.balances(order)).toMatchObject({ 'balance:paypal': 500, sales: -500 })
})

it('a capture that PayPal has not answered when its authorisation ends is due, shown and asked again with growing pauses', async () => {
  const order = newOrder()
  await service.go(authorise(order, wallet))
  const endsIn = (minutes: number) =>
    sql`update payments set authorised_until = now() + ${minutes} * interval '1 minute' where order_id = ${order}`
  const mute = ['mute', 'mute', 'mute'] as const
  service.fake.meet('paypal', 'capture', ...mute)
  await endsIn(60).execute(service.db)
  await service.go(capture(order))
  expect(await listDueCaptures(service.db, 0, 1)).toEqual([])
  await endsIn(-1).execute(service.db)
  const askAgain = async () => {
    await service.makeDue()
    service.worker.claimNow()
    await service.idle()
  }
  for (const _ of [1, 2]) {
    service.fake.meet('paypal', 'capture', ...mute)
    await askAgain()
  }
  expect(await service.published(order)).toEqual([
    ...['authorised', 'capture_failed capture_unanswered'],
  ])
  const [due] = await listDueCaptures(service.db, 0, 1)
  expect(due).toMatchObject({ orderId: order, status: 'refused', reason: 'capture_unanswered' })
  expect(Number(due?.nextAttemptAt) - Date.now()).toBeGreaterThan(50_000)
  await askAgain()
  expect(await service.published(order)).toContain('captured')
  expect(await listDueCaptures(service.db, 0, 1)).toEqual([])
})

it('pending and due payments are counted', async () => {
  const order = await pendingCapture()
  const counted = () => countUnsettled(service.db)
  expect(await counted()).toEqual({ capture_pending: 1, capture_due: 0, refund_pending: 0 })
  await paypalSays('PAYMENT.CAPTURE.DENIED', order, await captureRef(order), 'DECLINED')
  expect(await counted()).toEqual({ capture_pending: 0, capture_due: 1, refund_pending: 0 })
  await service.goOn()
  expect(await counted()).toEqual({ capture_pending: 0, capture_due: 0, refund_pending: 0 })
})

it('a void waits for a pending capture, and voids the authorisation once the capture has failed', async () => {
  const order = await pendingCapture()
  await service.go(cancel(order))
  expect(await service.published(order)).not.toContain('voided')
  service.fake.hold(service.fake.refOf(order))
  await paypalSays('PAYMENT.CAPTURE.DENIED', order, await captureRef(order), 'DECLINED')
  expect((await service.published(order)).at(-1)).toBe('voided')
  expect(service.fake.held(order)).toMatchObject([{ status: 'released' }])
})

it('a refund is announced as refunded only once it is settled', async () => {
  const order = newOrder()
  const refundId = randomUUID()
  await service.go(authorise(order, card))
  await service.go(capture(order))
  service.fake.meet('stripe', 'refund', 'pending')
  await service.go(refund(order, 200, refundId))
  await service.goOn()
  expect((await service.published(order)).slice(2)).toEqual(['refund_pending pending'])
  expect(await service.balances(order)).toMatchObject({ 'clearing:stripe': -200 })
  await stripeSays(order, refundId, 'succeeded')
  expect((await service.published(order)).slice(3)).toEqual(['refunded'])
  expect(await service.balances(order)).toMatchObject({ 'balance:stripe': 300 })
  await stripeSays(order, refundId, 'failed')
  expect((await service.published(order)).slice(4)).toEqual(['refund_failed failed'])
  expect(await service.balances(order)).toMatchObject({ 'balance:stripe': 500, refunds: 0 })
})

it('the refund of a void that fails after it was made is made again, under another key', async () => {
  const order = newOrder()
  await service.go(authorise(order, card))
  await service.go(capture(order))
  await service.go(cancel(order))
  await stripeSays(order, order, 'failed')
  expect((await service.published(order)).slice(2)).toEqual(['voided', 'refund_failed failed'])
  await service.goOn()
  expect(service.fake.held(order)).toMatchObject([{ refunded: 1000 }])
  expect(await service.published(order)).toHaveLength(4)
  expect(await service.balances(order)).toMatchObject({ 'balance:stripe': 0, 'clearing:stripe': 0 })
})

it('captured money that PayPal takes back is due, each time once by its id', async () => {
  const order = newOrder()
  await service.go(authorise(order, wallet))
  await service.go(capture(order))
  const reversed = (id: string, value: string) =>
    paypalSays('PAYMENT.CAPTURE.REVERSED', order, `${id}-${order}`, 'COMPLETED', value)
  await reversed('REV-1', '1.00')
  await reversed('REV-1', '1.00')
  await reversed('REV-2', '4.00')
  expect((await service.published(order)).slice(-2)).toEqual([
    'capture_reversed completed',
    'capture_reversed completed',
  ])
  expect(await service.balances(order)).toEqual({
    'balance:paypal': 0,
    'due:paypal': 500,
    sales: -500,
  })
  await paypalDisputes(order, '4.00')
  await reversed('REV-2', '4.00')
  expect(await service.balances(order)).toEqual({
    ...{ 'balance:paypal': 0, 'due:paypal': 100, 'disputed:paypal': 400, sales: -500 },
  })
})

const paypalCaptures = (order: string, id: string, value: string, final_capture = false) =>
  paypalTells('PAYMENT.CAPTURE.COMPLETED', {
    ...{ id, custom_id: order, status: 'COMPLETED', final_capture },
    amount: { currency_code: 'GBP', value },
  })

it('captures in parts are kept by their references, booked once each, and given back one by one', async () => {
  const order = newOrder()
  await service.go(authorise(order, wallet))
  for (const _ of [1, 2]) await paypalCaptures(order, 'C-1', '2.00')
  expect(await service.payment(order)).toMatchObject({
    ...{ status: 'authorised', captured_minor: 200, captures: [{ ref: 'C-1', amountMinor: 200 }] },
  })
  await paypalCaptures(order, 'C-2', '1.00', true)
  expect(await service.payment(order)).toMatchObject({ status: 'captured', captured_minor: 300 })
  expect(await service.balances(order)).toEqual({ 'balance:paypal': 300, sales: -300 })
  expect(await countUnsettled(service.db)).toMatchObject({ capture_due: 1 })
  const refunded = randomUUID()
  await service.go(refund(order, 150, refunded))
  await service.go(refund(order, 140))
  expect(await service.published(order)).toEqual([
    ...['authorised', 'captured', 'refunded', 'refund_refused more_than_each_capture'],
  ])
  await service.go(cancel(order))
  await service.goOn()
  const made = await service.db
    .selectFrom('refunds')
    .select(['capture_ref', 'amount_minor'])
    .where('status', '=', 'refunded')
    .orderBy('amount_minor')
    .execute()
  expect(made).toEqual([
    { capture_ref: 'C-1', amount_minor: 50 },
    { capture_ref: 'C-2', amount_minor: 100 },
    { capture_ref: 'C-1', amount_minor: 150 },
  ])
  expect(await service.payment(order)).toMatchObject({ status: 'voided', refunded_minor: 300 })
})

it('a payment that one capture took whole has no list of captures, so that an earlier release can work on it', async () => {
  const order = newOrder()
  await service.go(authorise(order, wallet))
  await service.go(capture(order))
  const ref = await captureRef(order)
  expect(await service.payment(order)).toMatchObject({ captured_minor: 500, captures: null })
  await paypalCaptures(order, ref, '5.00', true)
  expect(await service.balances(order)).toEqual({ 'balance:paypal': 500, sales: -500 })
})
