import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { paypalResult } from './clients/paypal-webhook.ts'
import { countPending } from './store/payments.ts'
import {
  authorise,
  cancel,
  capture,
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

const leaveUnanswered = () => service.fake.meet('paypal', 'capture', 'mute', 'mute', 'mute')
const claimDue = async () => {
  service.worker.claimNow()
  await service.idle()
}
const requests = () => service.fake.calls.filter((call) => call === 'paypal capture').length

/** An order whose capture PayPal carried out without an answer; it is asked again in ten minutes. */
const unanswered = async () => {
  const order = newOrder()
  await service.go(authorise(order, wallet))
  leaveUnanswered()
  await service.go(capture(order))
  await sql`
    update payments set attempts = 9, due_at = now() + interval '10 minutes'
    where order_id = ${order}`.execute(service.db)
  await claimDue()
  expect(requests()).toBe(3)
  return order
}

it('a capture without an answer is asked about at once when its order is cancelled, and what it took is given back', async () => {
  const order = await unanswered()
  await service.go(cancel(order))
  await claimDue()
  expect((await service.published(order)).at(-1)).toBe('voided')
  expect(await service.balances(order)).toMatchObject({ 'balance:paypal': 0, sales: -500 })
})

it('a step is pending since it began, however often it was tried', async () => {
  const order = await unanswered()
  const oldest = async () => (await countPending(service.db)).oldestSeconds
  const began = (minutes: number) =>
    sql`update payments set doing_since = now() - ${minutes} * interval '1 minute', authorised_until = null
      where order_id = ${order}`.execute(service.db)
  await began(20)
  await sql`update payments set reason = null where order_id = ${order}`.execute(service.db)
  leaveUnanswered()
  await service.goOn()
  expect(requests()).toBe(6)
  expect(await oldest()).toBeGreaterThan(1_199)
  await service.go(cancel(order))
  await claimDue()
  expect(await service.payment(order)).toMatchObject({ doing: null })
  expect(await oldest()).toBe(0)
})

it('a void that waits until Stripe has settled a capture is pending, one that waits for the review of PayPal is not', async () => {
  const order = newOrder()
  await service.go(authorise(order, wallet))
  const waits = (provider: 'stripe' | 'paypal') =>
    sql`update payments set doing = 'void', provider = ${provider}, doing_since = now() - interval '20 minutes',
      due_at = 'infinity', review = '{"type":"review","checks":0,"expiresAt":"2030-01-01T00:00:00.000Z"}'
      where order_id = ${order}`.execute(service.db)
  const { payments: others } = await countPending(service.db)
  await waits('stripe')
  const pending = await countPending(service.db)
  expect(pending.payments).toBe(others + 1)
  expect(pending.oldestSeconds).toBeGreaterThan(1_199)
  await waits('paypal')
  expect((await countPending(service.db)).payments).toBe(others)
})

it('a capture without an answer is asked about at once, and once, when PayPal tells that it refused one', async () => {
  const order = await unanswered()
  const refused = paypalResult('PAYMENT.CAPTURE.DENIED', {
    ...{ id: `C-${order}`, custom_id: order, status: 'DECLINED' },
    amount: { currency_code: 'GBP', value: '5.00' },
  })
  if (!refused) throw new Error('the refusal is not read')
  for (const _ of [1, 2]) {
    leaveUnanswered()
    const event = { provider: 'paypal', eventId: randomUUID() } as const
    await service.results.add({ result: refused, event })
    await claimDue()
  }
  expect(requests()).toBe(6)
})
