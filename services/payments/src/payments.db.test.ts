import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  account,
  authorise,
  cancel,
  capture,
  card,
  newOrder,
  type RunningService,
  refund,
  startService,
} from './testing-service.ts'
import { setTerms } from './use-cases/set-terms.ts'

let service: RunningService
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service.stop())
beforeEach(async () => {
  service.fake.forget()
  await sql`truncate accounts, payments, refunds, outbox, inbox`.execute(service.db)
  await setTerms(service.deps, [{ customerId: 'ann', creditLimitMinor: 1000, currency: 'GBP' }])
})

const balance = async () => {
  const row = await service.db.selectFrom('accounts').selectAll().executeTakeFirstOrThrow()
  return [row.held_minor, row.owed_minor]
}

describe('on account', () => {
  it('an order is held, captured and partly refunded', async () => {
    const order = newOrder()
    await service.handle(authorise(order, account))
    expect(await balance()).toEqual([500, 0])
    await service.handle(capture(order))
    expect(await balance()).toEqual([0, 500])
    await service.handle(refund(order, 200))
    expect(await balance()).toEqual([0, 300])
    expect(await service.published(order)).toEqual(['authorised', 'captured', 'refunded'])
    expect(await service.balances(order)).toEqual({ receivables: 300, refunds: 200, sales: -500 })
    expect(service.fake.calls).toEqual([])
  })

  it('orders of one customer in a batch are decided in their order, up to the limit', async () => {
    const orders = [600, 500, 400].map((amount) => [newOrder(), amount] as const)
    await service.handle(...orders.map(([order, amount]) => authorise(order, account, amount)))
    const published = await Promise.all(orders.map(([order]) => service.published(order)))
    expect(published).toEqual([['authorised'], ['declined credit_limit_exceeded'], ['authorised']])
    expect(await balance()).toEqual([1000, 0])
  })

  it('a batch that was handled already has no second effect', async () => {
    const order = newOrder()
    const batch = [authorise(order, account), capture(order), refund(order, 100)]
    for (let time = 0; time < 3; time += 1) await service.handle(...batch)
    expect(await service.published(order)).toEqual(['authorised', 'captured', 'refunded'])
    expect(await balance()).toEqual([0, 400])
  })

  it('a command repeated under a new id has its reply again and no second effect', async () => {
    const order = newOrder()
    const refundId = randomUUID()
    for (let time = 0; time < 2; time += 1)
      await service.handle(authorise(order, account), capture(order), refund(order, 100, refundId))
    const published = await service.published(order)
    expect(published.sort()).toEqual([
      'authorised',
      'authorised',
      'captured',
      'captured',
      'refunded',
      'refunded',
    ])
    expect(await balance()).toEqual([0, 400])
  })

  it('a void that comes first leaves a tombstone that the late authorise finds', async () => {
    const order = newOrder()
    await service.handle(cancel(order))
    await service.handle(authorise(order, account))
    expect(await service.published(order)).toEqual(['voided', 'declined cancelled'])
    expect(await balance()).toEqual([0, 0])
  })

  it('a void gives back everything that was captured', async () => {
    const order = newOrder()
    await service.handle(
      authorise(order, account),
      capture(order),
      refund(order, 200),
      cancel(order),
    )
    expect(await balance()).toEqual([0, 0])
    expect(await service.balances(order)).toEqual({ receivables: 0, refunds: 500, sales: -500 })
    expect(await service.payment(order)).toMatchObject({ status: 'voided', refunded_minor: 500 })
    expect(await service.published(order)).toContain('voided')
  })

  it('never is more refunded than was captured, in one batch or several', async () => {
    const order = newOrder()
    await service.handle(authorise(order, account), capture(order))
    await service.handle(refund(order, 300), refund(order, 300))
    await service.handle(refund(order, 201))
    const published = await service.published(order)
    expect(published.filter((one) => one === 'refunded')).toHaveLength(1)
    expect(published.filter((one) => one.startsWith('refund_refused'))).toHaveLength(2)
    expect(await balance()).toEqual([0, 200])
  })

  it('replicas that get an authorise and its void at once agree on the end', async () => {
    const orders = Array.from({ length: 20 }, newOrder)
    const again = async (work: () => Promise<void>): Promise<void> =>
      work().catch((error) => (error.code === '40001' ? again(work) : Promise.reject(error)))
    const authorised = orders.map((order) => authorise(order, account, 10))
    const voids = orders.map(cancel)
    await Promise.all([
      again(() => service.handle(...authorised)),
      again(() => service.handle(...voids)),
    ])
    expect(await balance()).toEqual([0, 0])
    const states = await service.db.selectFrom('payments').select('status').distinct().execute()
    expect(states).toEqual([{ status: 'voided' }])
  })
})

describe('the database refuses', () => {
  const entry = (debit: number, credit: number) => sql`
    with made as (insert into ledger_transactions values (gen_random_uuid(), gen_random_uuid(), 'x', gen_random_uuid(), now())
      returning transaction_id)
    insert into ledger_entries select transaction_id, unnest(array['a', 'b']), 'GBP',
      unnest(array[${debit}::bigint, 0]), unnest(array[0, ${credit}::bigint]) from made`

  it('a ledger transaction whose debits and credits differ', async () => {
    await entry(5, 5).execute(service.db)
    await expect(entry(5, 4).execute(service.db)).rejects.toThrow(/debits and credits/)
  })

  it.each([
    'update ledger_entries set debit_minor = 1',
    'delete from ledger_entries',
    'truncate ledger_entries',
    'update ledger_transactions set kind = kind',
    'delete from ledger_transactions',
  ])('%s', async (text) => {
    await expect(sql.raw(text).execute(service.db)).rejects.toThrow(/append-only/)
  })

  it('a balance above the limit and a refund above the capture', async () => {
    const order = newOrder()
    await service.handle(authorise(order, account), capture(order))
    const over = sql`update accounts set held_minor = 501`.execute(service.db)
    await expect(over).rejects.toThrow(/accounts_check/)
    const more = sql`update payments set refunded_minor = 501`.execute(service.db)
    await expect(more).rejects.toThrow(/payments_refunded_check/)
  })

  it('a limit below what is used, for all accounts of the request', async () => {
    await service.handle(authorise(newOrder(), account))
    const terms = [
      { customerId: 'bob', creditLimitMinor: 5, currency: 'GBP' },
      { customerId: 'ann', creditLimitMinor: 499, currency: 'GBP' },
    ]
    await expect(setTerms(service.deps, terms)).rejects.toThrow('terms')
    expect(await service.db.selectFrom('accounts').select('customer_id').execute()).toHaveLength(1)
  })
})

it('card and account in one batch each go their way', async () => {
  const [one, two] = [newOrder(), newOrder()]
  await service.handle(authorise(one, card), authorise(two, account))
  expect(await service.published(two)).toEqual(['authorised'])
  await service.idle()
  expect(await service.published(one)).toEqual(['authorised'])
})
