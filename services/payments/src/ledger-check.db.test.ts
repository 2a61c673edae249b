import { freshDatabase } from '@stoa/postgres'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { expect, it, onTestFinished } from 'vitest'
import { migrations } from '../migrations/index.ts'
import { createLedgerCheck } from './store/ledger-check.ts'
import type { Database } from './tables.ts'

async function openLedger() {
  const { db, drop } = await freshDatabase<Database>(process.env.TEST_POSTGRES, migrations)
  onTestFinished(drop)
  const day = 86_400_000
  return {
    check: createLedgerCheck(db, () => new Date()),
    /** A transaction of so many days ago. */
    async book(daysAgo: number, debitMinor: number, creditMinor: number) {
      const id = uuidv7({ msecs: Date.now() - daysAgo * day })
      await sql`insert into ledger_transactions (transaction_id, order_id, kind, cause, at)
        values (${id}, ${id}, 'captured', ${id}, now())`.execute(db)
      await sql`insert into ledger_entries (transaction_id, account, currency, debit_minor, credit_minor)
        values (${id}, 'bank', 'GBP', ${debitMinor}, 0), (${id}, 'sales', 'GBP', 0, ${creditMinor})`.execute(
        db,
      )
    },
    loseTriggers: () => sql`alter table ledger_entries disable trigger user`.execute(db),
  }
}

it('a balanced ledger has no violations', async () => {
  const { book, check } = await openLedger()
  expect(await check()).toBe(0)
  await book(0, 100, 100)
  await book(400, 7, 7)
  expect([await check(), await check()]).toEqual([0, 0])
})

it('an unbalanced transaction is found whatever its age, once, and stays known', async () => {
  const { book, check, loseTriggers } = await openLedger()
  await loseTriggers()
  await book(400, 100, 99)
  await book(1, 5, 5)
  expect([await check(), await check(), await check()]).toEqual([1, 1, 1])
  await book(0, 1, 2)
  expect([await check(), await check()]).toEqual([2, 2])
})
