import { sql } from 'kysely'
import { expect, it, onTestFinished } from 'vitest'
import { connectPostgres } from './connect.ts'
import { freshDatabase } from './fresh.ts'
import { afterCommit, inTransaction } from './transaction.ts'

it('an observer is told of each transaction: when it begins, and how it ends before anything follows from it', async () => {
  const { url, drop } = await freshDatabase(process.env.TEST_POSTGRES, {})
  const seen: unknown[] = []
  const db = connectPostgres(url, {
    poolSize: 2,
    startTransaction: () => {
      seen.push('begun')
      return { end: (error) => seen.push(error ? 'failed' : 'committed') }
    },
  })
  onTestFinished(async () => {
    await db.destroy()
    await drop()
  })
  await inTransaction(db, async (trx) => {
    afterCommit(trx, () => seen.push('followed'))
    await sql`select 1`.execute(trx)
  })
  const failing = inTransaction(db, (trx) => sql`select no_such_column`.execute(trx))
  await expect(failing).rejects.toThrow('no_such_column')
  expect(seen).toEqual(['begun', 'committed', 'followed', 'begun', 'failed'])
})
