import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { AccountPayment } from './account.ts'
import { readAccountStatement } from './store/account-payments.ts'
import { findAccount } from './store/accounts.ts'
import {
  account,
  authorise,
  capture,
  newOrder,
  type RunningService,
  refund,
  startService,
} from './testing-service.ts'
import { recordAccountPayment } from './use-cases/record-account-payment.ts'
import { setTerms } from './use-cases/set-terms.ts'

let service: RunningService
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service.stop())
beforeEach(async () => {
  await sql`truncate accounts, payments, refunds, account_payments`.execute(service.db)
  await setTerms(service.deps, [{ customerId: 'ann', creditLimitMinor: 1000, currency: 'GBP' }])
})

const paid = (more: Partial<AccountPayment> = {}): AccountPayment => ({
  ...{ paymentId: `bank-${newOrder()}`, customerId: 'ann', amountMinor: 400, currency: 'GBP' },
  ...{ reference: 'invoices of May', paidOn: '2026-06-01', recordedBy: 'finance-1', ...more },
})
const bought = async (amountMinor = 500) => {
  const order = newOrder()
  await service.handle(authorise(order, account, amountMinor), capture(order))
  return order
}
const receivables = async () => {
  const { rows } = await sql<{ minor: number }>`
    select sum(debit_minor - credit_minor)::bigint as minor from ledger_entries where account = 'receivables'`.execute(
    service.db,
  )
  return rows[0]?.minor ?? 0
}

it('a payment frees credit once, however often it is recorded', async () => {
  await bought()
  const before = await receivables()
  const payment = paid()
  await recordAccountPayment(service.deps, payment)
  const again = { ...payment, recordedBy: 'finance-2' }
  await Promise.all([again, again].map((one) => recordAccountPayment(service.deps, one)))
  expect(await findAccount(service.db, 'ann')).toMatchObject({ owedMinor: 100 })
  expect((await receivables()) - before).toBe(-400)
  const order = newOrder()
  await service.handle(authorise(order, account, 900))
  expect(await service.published(order)).toEqual(['authorised'])
})

it('an id that is used for another payment, another currency and an unknown customer are refused', async () => {
  await bought()
  const payment = paid()
  await recordAccountPayment(service.deps, payment)
  const refused = (more: Partial<AccountPayment>) =>
    expect(recordAccountPayment(service.deps, { ...payment, ...more })).rejects
  await refused({ amountMinor: 401 }).toThrow('other content')
  await refused({ paymentId: 'x', currency: 'EUR' }).toThrow('expected GBP')
  await refused({ paymentId: 'x', customerId: 'nobody' }).toThrow('no account')
  expect(await findAccount(service.db, 'ann')).toMatchObject({ owedMinor: 100 })
})

it('a refund of what was paid already leaves the customer in credit', async () => {
  const order = await bought()
  await recordAccountPayment(service.deps, paid({ amountMinor: 500 }))
  await service.handle(refund(order, 200))
  expect(await service.published(order)).toEqual(['authorised', 'captured', 'refunded'])
  expect(await findAccount(service.db, 'ann')).toMatchObject({ owedMinor: -200 })
  const terms = { customerId: 'ann', creditLimitMinor: 1000, currency: 'EUR' }
  await expect(setTerms(service.deps, [terms])).rejects.toThrow('terms')
})

it('a statement has what was owed before, and each invoice, refund and payment of the time', async () => {
  const first = await bought(300)
  const from = new Date()
  const second = await bought(500)
  await service.handle(refund(second, 100))
  const payment = paid()
  await recordAccountPayment(service.deps, payment)
  const range = { from, to: new Date(Date.now() + 60_000), limit: 10 }
  const { openingMinor, entries } = await readAccountStatement(service.db, 'ann', range)
  expect(openingMinor).toBe(300)
  expect(entries).toMatchObject([
    { type: 'invoice', orderId: second, amountMinor: 500 },
    { type: 'refund', orderId: second, amountMinor: -100 },
    { type: 'payment', paymentId: payment.paymentId, amountMinor: -400 },
  ])
  expect(JSON.stringify(entries)).not.toContain(first)
})
