import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { AccountPayment } from './account.ts'
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
import { type CloseEntry, closeBankEntry } from './use-cases/close-bank-entry.ts'
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

const byHand = (of: BankEntry, more: Partial<AccountPayment> = {}) =>
  recordAccountPayment(service.deps, {
    ...{ paymentId: of.entryReference, customerId: 'bob', amountMinor: of.amountMinor },
    ...{
      currency: 'GBP',
      reference: 'by phone',
      paidOn: of.bookedOn,
      recordedBy: 'fin-2',
      ...more,
    },
  })
const repeated = { booked: 0, repeated: 1, unmatched: [] }

it.each([
  ['that was on the list', 'nobody', true, {}],
  ['that was on the list, on another day', 'nobody', true, { paidOn: '2026-06-03' }],
  ['to another account than the two that it names', 'ann and bob', true, {}],
  ['before its file was sent', 'bob', false, {}],
])(
  'an entry booked by hand %s is repeated when its file is sent again',
  async (_, text, listed, more) => {
    const one = entry(text)
    if (listed) await record(one)
    await byHand(one, more)
    expect([await record(one), await record(one)]).toEqual([repeated, repeated])
    expect(await reasons()).toEqual([])
    expect([await owed('ann'), await owed('bob')]).toEqual([0, -100])
  },
)

it.each<[string, Partial<BankEntry>]>([
  ['another amount', { amountMinor: 200 }],
  ['another day', { bookedOn: '2026-07-01' }],
  ['another account', { remittance: 'ann' }],
])('a payment under the same reference with %s is no repetition', async (_, more) => {
  const one = entry('bob')
  await byHand(one)
  expect(await record({ ...one, ...more })).toMatchObject({
    ...{ booked: 0, repeated: 0, unmatched: [{ ...more, reason: 'reference_used' }] },
  })
})

it('an entry booked by hand with another amount stays on the list', async () => {
  const one = entry('nobody')
  await record(one)
  await byHand(one, { amountMinor: 60 })
  expect(await reasons()).toEqual(['nobody: no_account'])
})

it('a movement of another day stays on the list when an old file is sent again', async () => {
  const june = entry('ann')
  await record(june)
  await record({ ...june, bookedOn: '2026-07-01' })
  expect(await record(june)).toEqual(repeated)
  expect(await reasons()).toEqual(['ann: reference_used'])
})

it('an unmatched entry that is sent again with another remittance replaces what was kept, until it is booked', async () => {
  const one = entry('nobody')
  await record(one)
  const corrected = { ...one, remittance: 'no one' }
  await record(corrected)
  expect(await listUnmatched(service.db, 100)).toEqual([{ ...corrected, reason: 'no_account' }])
  await record({ ...one, remittance: 'ann' })
  expect(await reasons()).toEqual([])
})

it.each<[string, Partial<BankEntry>]>([
  ['day', { bookedOn: '2026-07-01' }],
  ['amount', { amountMinor: 250 }],
  ['currency', { currency: 'EUR' }],
])(
  'of two movements with one reference, the one of another %s is kept on the list, whichever is booked',
  async (_, more) => {
    const one = entry('nobody')
    const other = { ...one, ...more }
    await record(one)
    await record(other)
    expect((await listUnmatched(service.db, 100)).map(({ reason }) => reason)).toEqual([
      ...['no_account', 'no_account'],
    ])
    await record({ ...one, remittance: 'ann' })
    expect(await listUnmatched(service.db, 100)).toEqual([{ ...other, reason: 'no_account' }])
    await record(other)
    await record({ ...one, remittance: 'ann' })
    expect(await listUnmatched(service.db, 100)).toEqual([{ ...other, reason: 'reference_used' }])
    expect(await owed('ann')).toBe(-100)
  },
)

it('of two movements of different days with one reference, a payment by hand books one', async () => {
  const june = entry('nobody')
  const july = { ...june, bookedOn: '2026-07-01' }
  await record(june)
  await record(july)
  await byHand(july)
  expect(await listUnmatched(service.db, 100)).toEqual([{ ...june, reason: 'no_account' }])
  await byHand(july)
  expect(await reasons()).toEqual(['nobody: no_account'])
  expect(await record(july)).toEqual(repeated)
})

const close = (one: BankEntry, more: Partial<CloseEntry> = {}) => {
  const why = { reason: 'sent back', by: 'fin-3' }
  return closeBankEntry(service.deps, { entryReference: one.entryReference, ...why, ...more })
}

it('an entry that finance closed is off the list, and its file does not book it', async () => {
  const one = entry('nobody')
  await record(one)
  expect(await close(one)).toMatchObject({ ...one, reason: 'no_account' })
  expect(await reasons()).toEqual([])
  expect(await close(one)).toMatchObject(one)
  expect(await record({ ...one, remittance: 'ann' })).toEqual(repeated)
  expect([await owed('ann'), await reasons()]).toEqual([0, []])
})

it('of several entries with one reference, finance says which one is closed', async () => {
  const one = entry('nobody')
  const [later, more] = [
    { ...one, bookedOn: '2026-07-01' },
    { ...one, amountMinor: 250 },
  ]
  for (const each of [one, later, more]) await record(each)
  await expect(close(one)).rejects.toThrow(/several movements.* 2026-07-01 100 GBP/)
  await expect(close(one, { bookedOn: one.bookedOn })).rejects.toThrow(/several movements/)
  await close(one, { bookedOn: later.bookedOn })
  await close(one, { amountMinor: 250 })
  expect(await listUnmatched(service.db, 100)).toEqual([{ ...one, reason: 'no_account' }])
  await expect(close(entry('x'))).rejects.toMatchObject({ code: 'not_found' })
})

it('an entry that is booked cannot be closed', async () => {
  const one = entry('nobody')
  await record(one)
  await byHand(one)
  await expect(close(one)).rejects.toMatchObject({ code: 'not_found' })
})
