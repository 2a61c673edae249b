import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { stripeResult } from './clients/stripe-webhook.ts'
import {
  authorise,
  cancel,
  capture,
  card,
  newOrder,
  type RunningService,
  settled,
  startService,
} from './testing-service.ts'

let service: RunningService
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service.stop())
beforeEach(() => service.fake.forget())

const captured = async () => {
  const order = newOrder()
  await service.go(authorise(order, card))
  await service.go(capture(order))
  return order
}
const says = async (type: string, object: object) => {
  const result = stripeResult(type, object)
  if (!result) throw new Error('expected the event to be about a payment')
  await service.results.add({ result, event: { provider: 'stripe', eventId: randomUUID() } })
  await service.idle()
}
const refundsOf = (order: string) =>
  service.db
    .selectFrom('refunds')
    .select(['refund_id', 'status', 'amount_minor', 'attempt'])
    .where('order_id', '=', order)
    .execute()

it('a refund of a void that ended while its money was disputed begins again when the dispute is won', async () => {
  const order = await captured()
  const { provider_ref: payment_intent } = (await service.payment(order)) ?? {}
  service.fake.meet('stripe', 'refund', 'lost', 'lost', 'lost')
  await service.go(cancel(order))
  const dispute = (status: string, ...movements: number[]) => ({
    ...{ id: `dp_${order}`, amount: 500, currency: 'gbp', payment_intent, reason: 'fraudulent' },
    ...{ status, balance_transactions: movements.map((amount) => ({ amount })) },
  })
  await says('charge.dispute.created', dispute('needs_response', -500))
  service.fake.meet('stripe', 'refund', 'refuse')
  await service.goOn()
  expect(await refundsOf(order)).toMatchObject([{ status: 'refused', attempt: 0 }])
  await says('charge.dispute.closed', dispute('won', -500, 500))
  await service.goOn()
  expect(await service.payment(order)).toMatchObject({
    ...{ status: 'voided', refunded_minor: 500, returning_minor: 0, disputed_minor: 0 },
  })
  expect(await refundsOf(order)).toMatchObject([{ status: 'refunded', attempt: 1 }])
  expect((await service.published(order)).filter((one) => one === 'voided')).toHaveLength(1)
})

it('a cancelled order that was given back in part on the dashboard, though it was declared as a whole, is given the rest', async () => {
  const order = await captured()
  const { provider_ref: payment_intent } = (await service.payment(order)) ?? {}
  service.fake.meet('stripe', 'refund', 'lost', 'lost', 'lost')
  await service.go(cancel(order))
  await service.go(settled(order, 'money', 'refunded', `re_${order}`))
  const made = { id: `re_${order}`, status: 'succeeded', payment_intent, metadata: {} }
  await says('refund.updated', { ...made, amount: 200, currency: 'gbp' })
  await service.goOn()
  expect(await service.payment(order)).toMatchObject({
    ...{ status: 'voided', captured_minor: 500, refunded_minor: 500, returning_minor: 0 },
  })
  expect(await service.balances(order)).toMatchObject({ 'balance:stripe': 0, refunds: 500 })
})

it('an authorisation that is told after the refund of a void has ended is recorded', async () => {
  const order = await captured()
  service.fake.meet('stripe', 'refund', ...Array.from({ length: 12 }, () => 'refuse' as const))
  await service.go(cancel(order))
  await sql`update refunds set attempt = 20, attempts = 5 where order_id = ${order}`.execute(
    service.db,
  )
  await service.goOn()
  expect(await refundsOf(order)).toMatchObject([{ status: 'refused', attempt: 20 }])
  const { provider_ref: id } = (await service.payment(order)) ?? {}
  const intent = { id, metadata: { order_id: order } }
  await says('payment_intent.amount_capturable_updated', intent)
  expect(await refundsOf(order)).toMatchObject([{ status: 'refused', attempt: 20 }])
})
