import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { BankEntry } from './bank-entry.ts'
import { findAccount } from './store/accounts.ts'
import { listUnmatched } from './store/bank-entries.ts'
import {
  account,
  authorise,
  capture,
  newOrder,
  type RunningService,
  startService,
} from './testing-service.ts'
import { recordAccountPayment } from './use-cases/record-account-payment.ts'
import { recordBankEntries } from './use-cases/record-bank-entries.ts'
import { setTerms } from './use-cases/set-terms.ts'

let service: RunningService
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service.stop())
beforeEach(async () => {
  await sql`truncate accounts, payments, account_payments, unmatched_bank_entries`.execute(
    service.db,
  )
  const terms = { creditLimitMinor: 1000, currency: 'GBP' }
  await setTerms(service.deps, [
    { customerId: 'ann', ...terms },
    { customerId: 'bob', ...terms },
  ])
})

const entry = (remittance: string, more: Partial<BankEntry> = {}): BankEntry => ({
  ...{ entryReference: `B-${newOrder()}`, bookedOn: '2026-06-01', amountMinor: 100 },
  ...{ currency: 'GBP', remittance, ...more },
})
const record = (...entries: BankEntry[]) => recordBankEntries(service.deps, entries, 'fin-1')
const owed = async (customerId: string) => (await findAccount(service.db, customerId))?.owedMinor
const reasons = async () =>
  (await listUnmatched(service.db, 100)).map(({ remittance, reason }) => `${remittance}: ${reason}`)

it('books entries to the accounts that they name, by customer or order, each once', async () => {
  const order = newOrder()
  await service.handle(authorise(order, account, 500, 'bob'), capture(order))
  const entries = [entry('May, ann'), entry('again ann'), entry(`order ${order.toUpperCase()}`)]
  expect(await record(...entries)).toEqual({ booked: 3, repeated: 0, unmatched: [] })
  expect(await record(...entries, entry('ann'))).toEqual({ booked: 1, repeated: 3, unmatched: [] })
  await Promise.all([record(...entries), record(...entries)])
  expect([await owed('ann'), await owed('bob')]).toEqual([-300, 400])
})

it('keeps the others with the reason, until they are recorded', async () => {
  const [first, second] = [entry('ann'), entry('nobody')]
  await record(first)
  const again = { ...first, amountMinor: 200 }
  await record(
    ...[second, entry('ann and bob'), entry('ann', { currency: 'EUR' })],
    ...[entry('ann', { amountMinor: -100 }), again],
  )
  expect((await reasons()).sort()).toEqual([
    ...['ann and bob: several_accounts', 'ann: currency_differs', 'ann: not_received'],
    ...['ann: reference_used', 'nobody: no_account'],
  ])
  expect(await owed('ann')).toBe(-100)
  await recordAccountPayment(service.deps, {
    ...{ paymentId: second.entryReference, customerId: 'bob', amountMinor: 100, currency: 'GBP' },
    ...{ reference: 'nobody', paidOn: '2026-06-01', recordedBy: 'fin-2' },
  })
  expect(await reasons()).not.toContain('nobody: no_account')
})
