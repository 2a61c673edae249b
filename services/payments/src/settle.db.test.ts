import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import {
  account,
  authorise,
  cancel,
  capture,
  card,
  newOrder,
  type RunningService,
  refund,
  settled,
  startService,
  wallet,
} from './testing-service.ts'

let service: RunningService
beforeAll(async () => {
  service = await startService()
  await sql`insert into accounts (customer_id, credit_limit_minor, currency) values ('ann', 10000, 'GBP')`.execute(
    service.db,
  )
})
afterAll(() => service.stop())
beforeEach(async () => {
  service.fake.forget()
  await sql`truncate payments, refunds, strays, outbox, inbox`.execute(service.db)
})

const go = async (...batch: Parameters<RunningService['handle']>) => {
  await service.handle(...batch)
  await service.idle()
}

it.each([
  ['stripe', card],
  ['paypal', wallet],
] as const)(
  '%s: a payment that was settled as voided is voided, and what the provider still holds is released',
  async (_, method) => {
    const order = newOrder()
    await go(authorise(order, method))
    const declared = settled(order, 'money', 'voided')
    await go(declared)
    await go(declared, settled(order, 'money', 'voided'), cancel(order))
    expect(await service.payment(order)).toMatchObject({ status: 'voided', doing: null })
    expect(await service.balances(order)).toEqual({})
    expect(service.fake.held(order)).toMatchObject([{ status: 'held' }])
    await service.makeDue()
    await service.checkAbandoned()
    expect(service.fake.held(order)).toMatchObject([{ status: 'released' }])
    expect(await service.db.selectFrom('strays').selectAll().execute()).toEqual([])
  },
)

it('a capture that was settled is booked once, and its order can be refunded in the same batch', async () => {
  const order = newOrder()
  await go(authorise(order, wallet))
  service.fake.meet('paypal', 'capture', 'pending')
  await go(capture(order))
  const declared = settled(order, 'capture', 'captured')
  await go(declared, refund(order, 200))
  await go(declared, settled(order, 'capture', 'captured'))
  expect(await service.payment(order)).toMatchObject({
    ...{ status: 'captured', captured_minor: 500, refunded_minor: 200, capture_pending_minor: 0 },
  })
  expect(await service.balances(order)).toMatchObject({
    ...{ sales: -500, refunds: 200, 'balance:paypal': 300 },
  })
})

it('a void on account frees the credit, and a capture on account cannot be declined', async () => {
  const [voided, captured] = [newOrder(), newOrder()]
  await go(authorise(voided, account), authorise(captured, account))
  await go(settled(voided, 'money', 'voided'), settled(captured, 'capture', 'declined'))
  expect(await service.published(captured)).toEqual(['authorised', 'captured'])
  const { rows } = await sql`select held_minor, owed_minor from accounts`.execute(service.db)
  expect(rows).toEqual([{ held_minor: 0, owed_minor: 500 }])
})
