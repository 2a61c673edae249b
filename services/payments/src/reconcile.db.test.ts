import { inTransaction } from '@stoa/postgres'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { StatementLine } from './reconcile.ts'
import { postingsOf } from './statement-postings.ts'
import { listDifferences } from './store/differences.ts'
import { insertPostings } from './store/ledger.ts'
import { claimStatements, markListed, requestStatements } from './store/statements.ts'
import {
  authorise,
  capture,
  card,
  newOrder,
  type RunningService,
  startService,
} from './testing-service.ts'
import { reconcile } from './use-cases/reconcile.ts'

let service: RunningService
let listed: StatementLine[]
beforeAll(async () => {
  service = await startService()
  await sql`alter table ledger_entries disable trigger append_only`.execute(service.db)
  await sql`alter table ledger_transactions disable trigger append_only`.execute(service.db)
})
afterAll(() => service.stop())
beforeEach(async () => {
  service.fake.forget()
  listed = []
  await sql`truncate payments, refunds, strays, stray_captures, ledger_entries, ledger_transactions, provider_transactions, differences, disputes`.execute(
    service.db,
  )
  await sql`update provider_statements set read_from = now() - interval '1 day', read_until = now() - interval '1 hour'`.execute(
    service.db,
  )
})

const line = (more: Partial<StatementLine>): StatementLine => ({
  ...{ transactionId: `txn_${listed.length}`, kind: 'payment', ofDispute: false },
  ...{ amountMinor: 500, feeMinor: 28, currency: 'GBP', at: new Date() },
  ...more,
})
/** Captures an order's payment, which Stripe lists. */
const captured = async () => {
  const order = newOrder()
  await service.handle(authorise(order, card))
  await service.idle()
  await service.handle(capture(order))
  await service.idle()
  const paymentRef = (await service.payment(order))?.provider_ref ?? ''
  listed.push(line({ paymentRef }))
  return order
}
/** Each transaction twice, as PayPal may list one. */
async function* pages(lines: readonly StatementLine[]) {
  for (const one of lines) yield [one, one]
}
/** @param isFirst - whether the service has just been started */
const compare = async (isFirst = false) => {
  await requestStatements(service.db, 0)
  const readers = {
    stripe: (from: Date) => pages(listed.filter(({ at }) => at >= from)),
    paypal: () => pages([]),
  }
  const claimedAt = new Date(Date.now() + 1_000)
  for (const position of await claimStatements(service.db, 1_000))
    await reconcile(service.deps, readers, { ...position, claimedAt }, isFirst)
  return differences()
}
const differences = async () =>
  (await listDifferences(service.db, 10)).map(
    ({ subject, reason, ledgerMinor, providerMinor }) =>
      `${subject} ${reason} ${ledgerMinor} ${providerMinor}`,
  )
const total = async (account: string) => {
  const { rows } = await sql<{ minor: number }>`
    select coalesce(sum(debit_minor - credit_minor), 0)::bigint as minor from ledger_entries
    where account = ${account}`.execute(service.db)
  return rows[0]?.minor
}

it('ledger and statement agree; fees and payouts are booked from it, once', async () => {
  await captured()
  listed.push(line({ kind: 'payout', amountMinor: -472, feeMinor: 0 }))
  expect(await compare()).toEqual([])
  expect(await compare()).toEqual([])
  expect(await total('fees:stripe')).toBe(28)
  expect(await total('bank')).toBe(472)
  expect(await total('balance:stripe')).toBe(0)
})

it('a part that was captured agrees with the statement, and what is booked of more does not', async () => {
  const order = newOrder()
  await service.go(authorise(order, card))
  const paymentRef = (await service.payment(order))?.provider_ref ?? ''
  const about = { orderId: order, provider: 'stripe', step: 'capture', ref: paymentRef } as const
  await service.results.add({ result: { ...about, is: 'done', amountMinor: 200, isFinal: true } })
  listed.push(line({ paymentRef, amountMinor: 200 }))
  expect(await compare()).toEqual([])
  await sql`update ledger_entries set debit_minor = debit_minor * 2, credit_minor = credit_minor * 2
    where account in ('balance:stripe', 'sales') and 200 in (debit_minor, credit_minor)`.execute(
    service.db,
  )
  expect(await compare()).toEqual([`${order} amount_differs 400 200`])
})

it('a payment that the provider converts agrees, and is paid out in the other currency', async () => {
  await captured()
  const converted = { kind: 'conversion', paymentRef: undefined } as const
  listed = [
    line({ ...listed[0], transactionId: 'txn/payment', feeMinor: 0 }),
    line({ ...converted, transactionId: 'txn/from', amountMinor: -500, feeMinor: 0 }),
    line({ ...converted, transactionId: 'txn/to', amountMinor: 650, currency: 'USD' }),
    line({ kind: 'payout', amountMinor: -622, feeMinor: 0, currency: 'USD' }),
  ]
  expect(await compare()).toEqual([])
  const { rows } = await sql`
    select account, currency, sum(debit_minor - credit_minor)::int as minor from ledger_entries
    where account in ('balance:stripe', 'exchange:stripe', 'bank') group by account, currency
    order by account, currency`.execute(service.db)
  expect(rows).toEqual([
    { account: 'balance:stripe', currency: 'GBP', minor: 0 },
    { account: 'balance:stripe', currency: 'USD', minor: 0 },
    { account: 'bank', currency: 'USD', minor: 622 },
    { account: 'exchange:stripe', currency: 'GBP', minor: 500 },
    { account: 'exchange:stripe', currency: 'USD', minor: -650 },
  ])
})

it.each([
  ['a moment ago, is read again', 0, false],
  ['days ago, is read again once the service is started', 3 * 86_400_000, true],
])(
  'a converted payment that an earlier release took for one in the other currency, %s, and its fee is booked once',
  async (_, agoMs, isFirst) => {
    const order = await captured()
    const at = new Date(Date.now() - agoMs)
    const paid = { ...listed[0], transactionId: 'txn', at }
    listed = [line({ ...paid, amountMinor: 650, currency: 'USD' })]
    await sql`update provider_statements set read_until = ${at}`.execute(service.db)
    expect(await compare()).toEqual([
      `${order} not_at_provider 500 0`,
      `${order} not_in_ledger 0 650`,
    ])
    await sql`update provider_statements set read_until = now()`.execute(service.db)
    listed = [
      line({ ...paid, transactionId: 'txn/payment', feeMinor: 0 }),
      line({
        ...paid,
        transactionId: 'txn/from',
        kind: 'conversion',
        amountMinor: -500,
        feeMinor: 0,
      }),
      line({ ...paid, kind: 'conversion', amountMinor: 650, currency: 'USD' }),
    ]
    expect(await compare(isFirst)).toEqual([])
    expect(await total('fees:stripe')).toBe(28)
  },
)

/** Reads the statement as a replica of the version before: what a movement was converted to has an id of its own. */
const readAsBefore = () =>
  inTransaction(service.db, async (trx) => {
    const lines = listed.map((one) =>
      one.transactionId === 'txn' ? { ...one, transactionId: 'txn/to' } : one,
    )
    const fresh = []
    for (const one of lines) {
      const { transactionId, kind, amountMinor, feeMinor, currency, at } = one
      const { rows } = await sql`
        insert into provider_transactions (provider, transaction_id, kind, amount_minor, fee_minor, currency, at)
        values ('stripe', ${transactionId}, ${kind}, ${amountMinor}, ${feeMinor}, ${currency}, ${at})
        on conflict do nothing returning 1`.execute(trx)
      if (rows.length > 0) fresh.push(one)
    }
    await insertPostings(trx, postingsOf('stripe', fresh), new Date())
    const ids = lines.map(({ transactionId }) => transactionId)
    await markListed(trx, 'stripe', new Date(0), ids)
  })

it.each([
  ['first', 0, [readAsBefore]],
  ['second, days later', 3 * 86_400_000, [() => compare(), readAsBefore]],
])(
  'what Stripe converted is booked once when a replica of the version before reads it %s',
  async (_, agoMs, reads) => {
    const at = new Date(Date.now() - agoMs)
    const to = { kind: 'conversion', amountMinor: 650, currency: 'USD' } as const
    listed = [line({ ...to, transactionId: 'txn', at })]
    await sql`update provider_statements set read_until = ${at}`.execute(service.db)
    for (const read of reads) await read()
    await sql`update provider_statements set read_until = now()`.execute(service.db)
    await compare()
    expect(await compare(true)).toEqual([])
    expect(await total('exchange:stripe')).toBe(-650)
    expect(await total('fees:stripe')).toBe(28)
    const { rows } = await sql`
      select transaction_id as id, listed from provider_transactions`.execute(service.db)
    expect(rows).toEqual([{ id: 'txn', listed: true }])
  },
)

it('what Stripe captured of an order that PayPal took agrees, also listed before it was found, and once it is given back', async () => {
  const order = newOrder()
  service.fake.meet('stripe', 'authorise', 'error', 'error', 'error')
  await service.go(authorise(order, card))
  const paymentRef = service.fake.holdFor(order)
  service.fake.captureAt(paymentRef)
  listed.push(line({ paymentRef, at: new Date(Date.now() - 5_400_000) }))
  expect(await compare()).toEqual(['txn_0 unknown_payment 0 500'])
  service.fake.meet('stripe', 'refund', 'refuse')
  await service.makeDue()
  await service.checkAbandoned()
  expect(await compare()).toEqual([])
  await service.makeDue()
  await service.checkAbandoned()
  listed.push(line({ paymentRef, amountMinor: -500, feeMinor: 0 }))
  expect(await compare()).toEqual([])
})

it('a payout that failed brings the money back', async () => {
  listed.push(line({ kind: 'payout', amountMinor: -472, feeMinor: 0 }))
  listed.push(line({ kind: 'payout', amountMinor: 472, feeMinor: 0 }))
  expect(await compare()).toEqual([])
  expect(await total('bank')).toBe(0)
})

it('a booking that is missing at either side is found, and gone when it is back', async () => {
  const [first, second] = [await captured(), await captured()]
  const kept = listed
  expect(await compare()).toEqual([])
  listed = listed.slice(1)
  expect(await compare()).toEqual(
    [`${first} not_at_provider 500 0`, 'fees amount_differs 56 28'].sort((a, b) =>
      a.localeCompare(b),
    ),
  )
  listed = kept
  expect(await compare()).toEqual([])
  await sql`delete from ledger_entries where transaction_id in (
    select transaction_id from ledger_transactions where order_id = ${second})`.execute(service.db)
  expect(await compare()).toEqual([`${second} not_in_ledger 0 500`])
})

it('a reader whose lease has passed to another files nothing', async () => {
  await captured()
  const earlier = [...listed]
  await requestStatements(service.db, 0)
  const positions = await claimStatements(service.db, 1_000)
  await captured()
  expect(await compare()).toEqual([])
  const readers = { stripe: () => pages(earlier), paypal: () => pages([]) }
  for (const position of positions) await reconcile(service.deps, readers, position)
  expect(await differences()).toEqual([])
})

it('a payout or a fee that the ledger lost is found', async () => {
  listed.push(line({ kind: 'payout', amountMinor: -472, feeMinor: 0 }))
  listed.push(line({ kind: 'fee', amountMinor: 0, feeMinor: 10 }))
  expect(await compare()).toEqual([])
  await sql`delete from ledger_entries where account in ('balance:stripe', 'fees:stripe')`.execute(
    service.db,
  )
  expect(await compare()).toEqual(['fees not_in_ledger 0 10', 'payouts not_in_ledger 0 -472'])
})

it('a movement of an unknown payment or kind is never passed over', async () => {
  listed.push(line({ paymentRef: 'pi_of_nobody' }), line({ kind: 'other', transactionId: 'x' }))
  expect(await compare()).toEqual(['txn_0 unknown_payment 0 500', 'x unknown_kind 0 500'])
})

it('what a provider keeps for a dispute is shown with the dispute', async () => {
  const order = await captured()
  await sql`insert into disputes (provider, dispute_id, order_id, amount_minor, currency, reason, status, movements)
    values ('stripe', 'dp_1', ${order}, 500, 'GBP', 'fraudulent', 'open', 1)`.execute(service.db)
  const { paymentRef } = listed[0] ?? {}
  const kept = { kind: 'conversion', amountMinor: -650, feeMinor: 1_500, currency: 'USD' } as const
  listed.push(line({ paymentRef, ofDispute: true, ...kept }))
  await compare()
  const dispute = await service.db.selectFrom('disputes').selectAll().executeTakeFirst()
  expect(dispute).toMatchObject({ fee_minor: 1_500, fee_currency: 'USD' })
})
